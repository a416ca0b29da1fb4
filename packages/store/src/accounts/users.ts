import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { sessions, setupTokens, users } from "../schema/index.ts";
import {
  fromSetupTokenRow,
  fromUserRow,
  type Role,
  type SetupToken,
  toUserRow,
  type User,
  type UserStatus,
} from "./rows.ts";
import { type Transaction, underUsersLock } from "./transaction.ts";

export type UserChangeOutcome = "changed" | "not-found" | "last-admin";

async function endSessions(transaction: Transaction, userId: string): Promise<void> {
  await transaction
    .update(sessions)
    .set({ version: sql`${sessions.version} + 1` })
    .where(eq(sessions.userId, userId));
}

async function changeStanding(
  transaction: Transaction,
  userId: string,
  change: { role: Role } | { status: UserStatus },
): Promise<UserChangeOutcome> {
  const [user] = await transaction.select().from(users).where(eq(users.id, userId));
  if (user === undefined) return "not-found";
  const next = { ...user, ...change };
  if (next.role !== "admin" || next.status !== "active") {
    const [other] = await transaction
      .select({ id: users.id })
      .from(users)
      .where(and(ne(users.id, userId), eq(users.role, "admin"), eq(users.status, "active")))
      .limit(1);
    if (other === undefined) return "last-admin";
  }
  await transaction.update(users).set(change).where(eq(users.id, userId));
  await endSessions(transaction, userId);
  return "changed";
}

export const createUserRecords = (database: Database) => ({
  hasUsers: async (): Promise<boolean> => (await database.select({ id: users.id }).from(users).limit(1)).length > 0,

  putSetupToken: async ({ tokenHash, createdAtMs, expiresAtMs }: SetupToken): Promise<void> => {
    const token = { tokenHash, createdAt: new Date(createdAtMs), expiresAt: new Date(expiresAtMs) };
    await database
      .insert(setupTokens)
      .values({ id: 1, ...token })
      .onConflictDoUpdate({ target: setupTokens.id, set: token });
  },

  findSetupToken: async (tokenHash: string): Promise<SetupToken | null> => {
    const [row] = await database.select().from(setupTokens).where(eq(setupTokens.tokenHash, tokenHash));
    return row === undefined ? null : fromSetupTokenRow(row);
  },

  createFirstAdmin: ({ tokenHash, user, nowMs }: { tokenHash: string; user: User; nowMs: number }) =>
    underUsersLock(database, async (transaction): Promise<"created" | "token-invalid" | "already-set-up"> => {
      const [anyone] = await transaction.select({ id: users.id }).from(users).limit(1);
      if (anyone !== undefined) return "already-set-up";
      const [token] = await transaction.select().from(setupTokens).where(eq(setupTokens.tokenHash, tokenHash));
      if (token === undefined || token.expiresAt.getTime() <= nowMs) return "token-invalid";
      await transaction.delete(setupTokens);
      await transaction.insert(users).values(toUserRow(user));
      return "created";
    }),

  createUser: async (user: User): Promise<"created" | "name-taken"> => {
    const made = await database
      .insert(users)
      .values(toUserRow(user))
      .onConflictDoNothing({ target: users.nameKey })
      .returning({ id: users.id });
    return made.length > 0 ? "created" : "name-taken";
  },

  findUser: async (id: string): Promise<User | null> => {
    const [row] = await database.select().from(users).where(eq(users.id, id));
    return row === undefined ? null : fromUserRow(row);
  },

  findUserByNameKey: async (nameKey: string): Promise<User | null> => {
    const [row] = await database.select().from(users).where(eq(users.nameKey, nameKey));
    return row === undefined ? null : fromUserRow(row);
  },

  listUsers: async (): Promise<readonly User[]> =>
    (await database.select().from(users).orderBy(asc(users.createdAt), asc(users.id))).map(fromUserRow),

  setRole: ({ userId, role }: { userId: string; role: Role }): Promise<UserChangeOutcome> =>
    underUsersLock(database, (transaction) => changeStanding(transaction, userId, { role })),

  setStatus: ({ userId, status }: { userId: string; status: UserStatus }): Promise<UserChangeOutcome> =>
    underUsersLock(database, (transaction) => changeStanding(transaction, userId, { status })),

  setPasswordHash: ({ userId, passwordHash }: { userId: string; passwordHash: string }) =>
    database.transaction(async (transaction): Promise<"changed" | "not-found"> => {
      const changed = await transaction
        .update(users)
        .set({ passwordHash })
        .where(eq(users.id, userId))
        .returning({ id: users.id });
      if (changed.length === 0) return "not-found";
      await endSessions(transaction, userId);
      return "changed";
    }),
});
