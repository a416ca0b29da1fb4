import { and, count, eq, isNull, lt, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { recoveryCodes, secondFactors, users } from "../schema/index.ts";
import { noteChange } from "./changes.ts";
import { endSessions } from "./endSessions.ts";
import type { Author, UserChange } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

export type SecondFactor = {
  readonly userId: string;
  readonly sealedSecret: string;
  readonly lastStep: number;
  readonly confirmedAtMs: number;
  readonly codesLeft: number;
};

async function replaceCodes(transaction: Transaction, userId: string, codeHashes: readonly string[]): Promise<void> {
  await transaction.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await transaction.insert(recoveryCodes).values(codeHashes.map((codeHash) => ({ userId, codeHash })));
}

const unused = (userId: string) => and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt));

export const createSecondFactorRecords = (database: Database) => ({
  findSecondFactor: async (userId: string): Promise<SecondFactor | null> => {
    const left = database.$count(recoveryCodes, unused(userId));
    const [row] = await database
      .select({ factor: secondFactors, left: sql<number>`(${left})`.mapWith(Number) })
      .from(secondFactors)
      .where(eq(secondFactors.userId, userId));
    if (row === undefined) return null;
    const { confirmedAt, ...factor } = row.factor;
    return { ...factor, confirmedAtMs: confirmedAt.getTime(), codesLeft: row.left };
  },

  putSecondFactor: (
    input: UserChange & { sealedSecret: string; lastStep: number; codeHashes: readonly string[] },
  ): Promise<void> =>
    database.transaction(async (transaction) => {
      const { userId, sealedSecret, lastStep, codeHashes, by, nowMs } = input;
      const factor = { sealedSecret, lastStep, confirmedAt: new Date(nowMs) };
      await transaction
        .insert(secondFactors)
        .values({ userId, ...factor })
        .onConflictDoUpdate({ target: secondFactors.userId, set: factor });
      await replaceCodes(transaction, userId, codeHashes);
      await noteChange(transaction, { action: "authenticator-added", subject: userId, by, nowMs });
    }),

  putRecoveryCodes: ({ userId, codeHashes, by, nowMs }: UserChange & { codeHashes: readonly string[] }) =>
    database.transaction(async (transaction): Promise<"changed" | "not-found"> => {
      const [factor] = await transaction
        .select({ userId: secondFactors.userId })
        .from(secondFactors)
        .where(eq(secondFactors.userId, userId))
        .for("update");
      if (factor === undefined) return "not-found";
      await replaceCodes(transaction, userId, codeHashes);
      await noteChange(transaction, { action: "recovery-codes-renewed", subject: userId, by, nowMs });
      return "changed";
    }),

  removeSecondFactor: (input: UserChange & { keepSessionId: string | null }) =>
    database.transaction(async (transaction): Promise<"removed" | "not-found"> => {
      const { userId, by, nowMs } = input;
      const removed = await transaction
        .delete(secondFactors)
        .where(eq(secondFactors.userId, userId))
        .returning({ userId: secondFactors.userId });
      if (removed.length === 0) return "not-found";
      const ended = await endSessions(transaction, { ...input, because: "authenticator" });
      await noteChange(transaction, { action: "authenticator-removed", subject: userId, by, nowMs, detail: { ended } });
      return "removed";
    }),

  takeTotpStep: async ({ userId, step }: { userId: string; step: number }): Promise<boolean> => {
    const taken = await database
      .update(secondFactors)
      .set({ lastStep: step })
      .where(and(eq(secondFactors.userId, userId), lt(secondFactors.lastStep, step)))
      .returning({ userId: secondFactors.userId });
    return taken.length > 0;
  },

  takeRecoveryCode: ({ userId, codeHash, nowMs }: { userId: string; codeHash: string; nowMs: number }) =>
    database.transaction(async (transaction): Promise<boolean> => {
      const taken = await transaction
        .update(recoveryCodes)
        .set({ usedAt: new Date(nowMs) })
        .where(and(unused(userId), eq(recoveryCodes.codeHash, codeHash)))
        .returning({ userId: recoveryCodes.userId });
      if (taken.length === 0) return false;
      const [left] = await transaction.select({ codes: count() }).from(recoveryCodes).where(unused(userId));
      const by = await authorOf(transaction, userId);
      const detail = { left: left?.codes ?? 0 };
      await noteChange(transaction, { action: "recovery-code-used", subject: userId, by, nowMs, detail });
      return true;
    }),
});

/** The user acting for themselves. */
export async function authorOf(transaction: Transaction, userId: string): Promise<Author> {
  const [user] = await transaction.select({ role: users.role }).from(users).where(eq(users.id, userId));
  return { kind: "user", id: userId, role: user?.role ?? "viewer" };
}
