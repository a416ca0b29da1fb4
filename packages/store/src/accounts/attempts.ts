import { eq, inArray, lt, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { loginAttempts } from "../schema/index.ts";
import type { Transaction } from "./transaction.ts";

export type AttemptInput = {
  readonly key: string;
  readonly nowMs: number;
  readonly forgetAfterMs: number;
  readonly delayMs: (failures: number) => number;
};
export type AttemptOutcome = { readonly kind: "allowed" } | { readonly kind: "wait"; readonly untilMs: number };

const FORGET_ROWS_MAX = 100;

/** A new key pays for the removal of old ones, so that a flood of invented names cannot fill the disk for good. */
async function forgetOld(transaction: Transaction, before: Date): Promise<void> {
  const old = transaction
    .select({ key: loginAttempts.key })
    .from(loginAttempts)
    .where(lt(loginAttempts.lastAttemptAt, before))
    .limit(FORGET_ROWS_MAX)
    .for("update", { skipLocked: true });
  await transaction.delete(loginAttempts).where(inArray(loginAttempts.key, old));
}

export const createAttemptRecords = (database: Database) => ({
  reserveAttempt: ({ key, nowMs, forgetAfterMs, delayMs }: AttemptInput): Promise<AttemptOutcome> =>
    database.transaction(async (transaction): Promise<AttemptOutcome> => {
      const now = new Date(nowMs);
      // An upsert that changes nothing: it makes the row or finds it, and locks it either way.
      const [row] = await transaction
        .insert(loginAttempts)
        .values({ key, failures: 0, lastAttemptAt: now })
        .onConflictDoUpdate({ target: loginAttempts.key, set: { key: sql`excluded.key` } })
        .returning();
      const lastMs = row?.lastAttemptAt.getTime() ?? nowMs;
      const forgotten = row === undefined || nowMs - lastMs > forgetAfterMs;
      if (row?.failures === 0) await forgetOld(transaction, new Date(nowMs - forgetAfterMs));
      const failures = forgotten ? 0 : row.failures;
      const untilMs = failures === 0 ? 0 : lastMs + delayMs(failures);
      if (untilMs > nowMs) return { kind: "wait", untilMs };
      await transaction
        .update(loginAttempts)
        .set({ failures: failures + 1, lastAttemptAt: now })
        .where(eq(loginAttempts.key, key));
      return { kind: "allowed" };
    }),

  clearAttempts: async (key: string): Promise<void> => {
    await database.delete(loginAttempts).where(eq(loginAttempts.key, key));
  },
});
