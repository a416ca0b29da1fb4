import { and, desc, eq, gt, isNotNull, isNull, lte, notInArray, or } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { sessions, users } from "../schema/index.ts";
import { noteChange } from "./changes.ts";
import { endSessions } from "./endSessions.ts";
import {
  type Author,
  fromSessionRow,
  fromUserRow,
  type Session,
  type SignInProof,
  toSessionRow,
  type User,
  type UserChange,
} from "./rows.ts";

type Revocation = {
  readonly id: string;
  readonly userId: string;
  readonly because: "signed-out" | "ended";
  readonly by: Author;
  readonly nowMs: number;
};

export const createSessionRecords = (database: Database) => ({
  createSession: (session: Session, sessionsMax: number, proof: SignInProof): Promise<void> =>
    database.transaction(async (transaction) => {
      const { userId, createdAtMs: nowMs, address, userAgent } = session;
      // The user's row is the lock: of two sign-ins at once the second counts the first.
      const [user] = await transaction
        .select({ role: users.role })
        .from(users)
        .where(eq(users.id, userId))
        .for("update");
      await transaction.insert(sessions).values(toSessionRow(session));
      const now = new Date(nowMs);
      const kept = transaction
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .limit(sessionsMax);
      const over = or(isNotNull(sessions.revokedAt), lte(sessions.expiresAt, now), notInArray(sessions.id, kept));
      await transaction.delete(sessions).where(and(eq(sessions.userId, userId), over));
      const by: Author = { kind: "user", id: userId, role: user?.role ?? "viewer" };
      const detail = { session: session.id, proof, address, userAgent };
      await noteChange(transaction, { action: "signed-in", subject: userId, by, nowMs, detail });
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

  stepUp: (input: { id: string; untilMs: number; proof: SignInProof; by: Author; nowMs: number }): Promise<void> =>
    database.transaction(async (transaction) => {
      const { id, untilMs, proof, by, nowMs } = input;
      const [session] = await transaction
        .update(sessions)
        .set({ steppedUpUntil: new Date(untilMs) })
        .where(eq(sessions.id, id))
        .returning({ userId: sessions.userId });
      if (session === undefined) return;
      const detail = { session: id, proof };
      await noteChange(transaction, { action: "stepped-up", subject: session.userId, by, nowMs, detail });
    }),

  revokeSession: ({ id, userId, because, by, nowMs }: Revocation) =>
    database.transaction(async (transaction): Promise<"revoked" | "not-found"> => {
      const own = and(eq(sessions.id, id), eq(sessions.userId, userId));
      const revoked = await transaction
        .update(sessions)
        .set({ revokedAt: new Date(nowMs), endedBecause: because })
        .where(and(own, isNull(sessions.revokedAt)))
        .returning({ id: sessions.id });
      if (revoked.length === 0) {
        const [before] = await transaction.select({ id: sessions.id }).from(sessions).where(own);
        return before === undefined ? "not-found" : "revoked";
      }
      const action = because === "signed-out" ? "signed-out" : "sessions-ended";
      await noteChange(transaction, { action, subject: userId, by, nowMs, detail: { session: id } });
      return "revoked";
    }),

  endSessions: (input: UserChange & { keepSessionId: string | null }): Promise<number> =>
    database.transaction(async (transaction) => {
      const { userId, by, nowMs } = input;
      const ended = await endSessions(transaction, { ...input, because: "ended" });
      if (ended > 0)
        await noteChange(transaction, { action: "sessions-ended", subject: userId, by, nowMs, detail: { ended } });
      return ended;
    }),
});
