import { and, desc, eq, getTableColumns, isNull, or, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { apiKeys, users } from "../schema/index.ts";
import { type ApiKey, fromApiKeyRow, toApiKeyRow } from "./rows.ts";

export const createApiKeyRecords = (database: Database) => ({
  createApiKey: async (key: ApiKey): Promise<void> => {
    await database.insert(apiKeys).values(toApiKeyRow(key));
  },

  listApiKeys: async (): Promise<readonly ApiKey[]> =>
    (await database.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))).map(fromApiKeyRow),

  findApiKeyByHash: async (keyHash: string): Promise<ApiKey | null> => {
    const authorMayMakeKeys = or(
      eq(apiKeys.authorKind, "owner"),
      and(eq(users.role, "admin"), eq(users.status, "active")),
    );
    const [row] = await database
      .select(getTableColumns(apiKeys))
      .from(apiKeys)
      .leftJoin(users, and(eq(apiKeys.authorKind, "user"), eq(users.id, apiKeys.authorId)))
      .where(and(eq(apiKeys.keyHash, keyHash), isNull(apiKeys.revokedAt), authorMayMakeKeys));
    return row === undefined ? null : fromApiKeyRow(row);
  },

  touchApiKey: async (id: string, lastUsedAtMs: number): Promise<void> => {
    await database
      .update(apiKeys)
      .set({ lastUsedAt: new Date(lastUsedAtMs) })
      .where(eq(apiKeys.id, id));
  },

  revokeApiKey: async (id: string, nowMs: number): Promise<"revoked" | "not-found"> => {
    const revoked = await database
      .update(apiKeys)
      .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, ${new Date(nowMs).toISOString()}::timestamptz)` })
      .where(eq(apiKeys.id, id))
      .returning({ id: apiKeys.id });
    return revoked.length > 0 ? "revoked" : "not-found";
  },
});
