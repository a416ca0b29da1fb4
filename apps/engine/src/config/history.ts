import { type Database, findConfig, listConfigs, readConfig } from "@evenkeel/store/history";
import type { ConfigHistory } from "./desk.ts";

/** Every version that ever ran, as the database keeps it. */
export const createConfigHistory = (database: Database): ConfigHistory => ({
  async find(version) {
    const row = await findConfig(database, version);
    return row === null ? null : readConfig(row);
  },
  list: (limit, beforeVersion) => listConfigs(database, limit, beforeVersion ?? undefined),
});
