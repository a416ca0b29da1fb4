import { and, desc, eq, getTableColumns, type InferSelectModel, lt, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { apiKeys, configs, users } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

export { readConfig } from "../journal/rows/config.ts";

export type ConfigRow = InferSelectModel<typeof configs>;
/** `authorName`: what a user or an API key is called by people; `null` for others, and for one that is gone. */
export type NamedConfigRow = ConfigRow & { readonly authorName: string | null };

/** Newest first; `before` is the lowest version of the page before. */
export const listConfigs = (database: Database, limit: number, before?: number): Promise<NamedConfigRow[]> =>
  database
    .select({
      ...getTableColumns(configs),
      authorName: sql<string | null>`coalesce(${users.name}, ${apiKeys.label})`,
    })
    .from(configs)
    .leftJoin(users, and(eq(configs.authorKind, "user"), eq(users.id, configs.authorId)))
    .leftJoin(apiKeys, and(eq(configs.authorKind, "api-key"), eq(apiKeys.id, configs.authorId)))
    .where(before === undefined ? undefined : lt(configs.version, before))
    .orderBy(desc(configs.version))
    .limit(pageRows(limit));

export async function findConfig(database: Database, version: number): Promise<ConfigRow | null> {
  const [row] = await database.select().from(configs).where(eq(configs.version, version));
  return row ?? null;
}
