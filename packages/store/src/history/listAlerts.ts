import { desc, type InferSelectModel } from "drizzle-orm";
import type { Database } from "../database/pools.ts";
import { alerts } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

export type AlertRow = InferSelectModel<typeof alerts>;

export const listAlerts = (database: Database, limit: number): Promise<AlertRow[]> =>
  database.select().from(alerts).orderBy(desc(alerts.sequence), desc(alerts.ordinal)).limit(pageRows(limit));
