import { and, desc, eq, getTableColumns, isNull, or } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { apiKeys, users } from "../schema/index.ts";
import { noteChange } from "./changes.ts";
import { type ApiKey, type Author, fromApiKeyRow, toApiKeyRow } from "./rows.ts";

export const createApiKeyRecords = (database: Database) => ({
  createApiKey: (key: ApiKey): Promise<void> =>
    database.transaction(async (transaction) => {
      await transaction.insert(apiKeys).values(toApiKeyRow(key));
      const { id: subject, createdAtMs: nowMs, label, role } = key;
      // Only an admin makes keys, and the owner is one.
      const by: Author = { ...key.author, role: "admin" };
      await noteChange(transaction, { action: "api-key-created", subject, by, nowMs, detail: { label, role } });
    }),

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

  revokeApiKey: (id: string, nowMs: number, by: Author) =>
    database.transaction(async (transaction): Promise<"revoked" | "not-found"> => {
      const revoked = await transaction
        .update(apiKeys)
        .set({ revokedAt: new Date(nowMs) })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
        .returning({ id: apiKeys.id });
      if (revoked.length === 0) {
        const [before] = await transaction.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.id, id));
        return before === undefined ? "not-found" : "revoked";
      }
      await noteChange(transaction, { action: "api-key-revoked", subject: id, by, nowMs });
      return "revoked";
    }),
});
