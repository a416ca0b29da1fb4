import { and, desc, eq, gt, isNotNull, isNull, lte, notInArray, or, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { sessions, users } from "../schema/index.ts";
import { fromSessionRow, fromUserRow, type Session, toSessionRow, type User } from "./rows.ts";

export const createSessionRecords = (database: Database) => ({
  createSession: (session: Session, sessionsMax: number): Promise<void> =>
    database.transaction(async (transaction) => {
      // The user's row is the lock: of two sign-ins at once the second counts the first.
      await transaction.select({ id: users.id }).from(users).where(eq(users.id, session.userId)).for("update");
      await transaction.insert(sessions).values(toSessionRow(session));
      const now = new Date(session.createdAtMs);
      const kept = transaction
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.userId, session.userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .limit(sessionsMax);
      const over = or(isNotNull(sessions.revokedAt), lte(sessions.expiresAt, now), notInArray(sessions.id, kept));
      await transaction.delete(sessions).where(and(eq(sessions.userId, session.userId), over));
    }),

  findSession: async (id: string): Promise<{ session: Session; user: User } | null> => {
    const [row] = await database
      .select({ session: sessions, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(eq(sessions.id, id));
    return row === undefined ? null : { session: fromSessionRow(row.session), user: fromUserRow(row.user) };
  },

  listSessions: async (userId: string, nowMs: number): Promise<readonly Session[]> => {
    const rows = await database
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, new Date(nowMs))))
      .orderBy(desc(sessions.createdAt), desc(sessions.id));
    return rows.map(fromSessionRow);
  },

  touchSession: async (id: string, lastSeenAtMs: number): Promise<void> => {
    await database
      .update(sessions)
      .set({ lastSeenAt: new Date(lastSeenAtMs) })
      .where(eq(sessions.id, id));
  },

  stepUp: async (id: string, untilMs: number): Promise<void> => {
    await database
      .update(sessions)
      .set({ steppedUpUntil: new Date(untilMs) })
      .where(eq(sessions.id, id));
  },

  revokeSession: async ({ id, userId, nowMs }: { id: string; userId: string; nowMs: number }) => {
    const revoked = await database
      .update(sessions)
      .set({ revokedAt: sql`coalesce(${sessions.revokedAt}, ${new Date(nowMs).toISOString()}::timestamptz)` })
      .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
      .returning({ id: sessions.id });
    return revoked.length > 0 ? ("revoked" as const) : ("not-found" as const);
  },
});
