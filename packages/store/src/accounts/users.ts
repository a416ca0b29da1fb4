import { and, asc, eq, max, ne, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { secondFactors, sessions, setupTokens, users } from "../schema/index.ts";
import { noteChange } from "./changes.ts";
import { endSessions } from "./endSessions.ts";
import {
  type Author,
  fromSetupTokenRow,
  fromUserRow,
  type Role,
  type SetupToken,
  toUserRow,
  type User,
  type UserChange,
  type UserStatus,
} from "./rows.ts";
import { type Transaction, underUsersLock } from "./transaction.ts";

export type UserChangeOutcome = "changed" | "not-found" | "last-admin";

export type UserFacts = {
  readonly user: User;
  readonly authenticatorSinceMs: number | null;
  readonly lastSeenAtMs: number | null;
  readonly openSessions: number;
};

async function changeStanding(
  transaction: Transaction,
  { userId, by, nowMs }: UserChange,
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
  const because = "role" in change ? "role" : "status";
  const ended = await endSessions(transaction, { userId, because, keepSessionId: null, nowMs });
  const action = because === "role" ? "role-changed" : (`user-${next.status}` as const);
  const detail = because === "role" ? { from: user.role, to: next.role, ended } : { ended };
  await noteChange(transaction, { action, subject: userId, by, nowMs, detail });
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
      const by: Author = { kind: "user", id: user.id, role: user.role };
      await noteChange(transaction, { action: "set-up", subject: user.id, by, nowMs, detail: { name: user.name } });
      return "created";
    }),

  createUser: (user: User, by: Author) =>
    database.transaction(async (transaction): Promise<"created" | "name-taken"> => {
      const made = await transaction
        .insert(users)
        .values(toUserRow(user))
        .onConflictDoNothing({ target: users.nameKey })
        .returning({ id: users.id });
      if (made.length === 0) return "name-taken";
      const { id: subject, createdAtMs: nowMs, name, role } = user;
      await noteChange(transaction, { action: "user-created", subject, by, nowMs, detail: { name, role } });
      return "created";
    }),

  findUser: async (id: string): Promise<User | null> => {
    const [row] = await database.select().from(users).where(eq(users.id, id));
    return row === undefined ? null : fromUserRow(row);
  },

  findUserByNameKey: async (nameKey: string): Promise<User | null> => {
    const [row] = await database.select().from(users).where(eq(users.nameKey, nameKey));
    return row === undefined ? null : fromUserRow(row);
  },

  listUsers: async (nowMs: number): Promise<readonly UserFacts[]> => {
    const now = new Date(nowMs).toISOString();
    const seen = database
      .select({
        userId: sessions.userId,
        lastSeenAt: max(sessions.lastSeenAt).as("last_seen_at"),
        open: sql<number>`count(*) filter (where ${sessions.revokedAt} is null and ${sessions.expiresAt} > ${now}::timestamptz)`
          .mapWith(Number)
          .as("open"),
      })
      .from(sessions)
      .groupBy(sessions.userId)
      .as("seen");
    const rows = await database
      .select({ user: users, since: secondFactors.confirmedAt, lastSeenAt: seen.lastSeenAt, open: seen.open })
      .from(users)
      .leftJoin(secondFactors, eq(secondFactors.userId, users.id))
      .leftJoin(seen, eq(seen.userId, users.id))
      .orderBy(asc(users.createdAt), asc(users.id));
    return rows.map((row) => ({
      user: fromUserRow(row.user),
      authenticatorSinceMs: row.since?.getTime() ?? null,
      lastSeenAtMs: row.lastSeenAt?.getTime() ?? null,
      openSessions: row.open ?? 0,
    }));
  },

  setRole: (input: UserChange & { role: Role }): Promise<UserChangeOutcome> =>
    underUsersLock(database, (transaction) => changeStanding(transaction, input, { role: input.role })),

  setStatus: (input: UserChange & { status: UserStatus }): Promise<UserChangeOutcome> =>
    underUsersLock(database, (transaction) => changeStanding(transaction, input, { status: input.status })),

  setPasswordHash: (input: UserChange & { passwordHash: string; keepSessionId: string | null }) =>
    database.transaction(async (transaction): Promise<"changed" | "not-found"> => {
      const { userId, passwordHash, by, nowMs } = input;
      const changed = await transaction
        .update(users)
        .set({ passwordHash })
        .where(eq(users.id, userId))
        .returning({ id: users.id });
      if (changed.length === 0) return "not-found";
      const ended = await endSessions(transaction, { ...input, because: "password" });
      await noteChange(transaction, { action: "password-changed", subject: userId, by, nowMs, detail: { ended } });
      return "changed";
    }),
});
