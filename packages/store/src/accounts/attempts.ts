import { and, asc, desc, eq, gt, inArray, lte, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { loginAttempts } from "../schema/index.ts";
import { noteSlowed } from "./changes.ts";
import type { Author } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

export type AttemptInput = {
  readonly key: string;
  readonly nowMs: number;
  readonly forgetAfterMs: number;
  readonly delayMs: (failures: number) => number;
  readonly slowed: {
    readonly at: "set-up" | "sign-in" | "code" | "step-up";
    readonly subject: string;
    readonly address: string;
  };
};
export type AttemptOutcome = { readonly kind: "allowed" } | { readonly kind: "wait"; readonly untilMs: number };

/** Keys remembered. A flood of invented names pushes out the oldest ones; it costs more than it forgives. */
export const ATTEMPT_KEYS_MAX = 10_000;
const FORGET_ROWS_MAX = 100;
const DASHBOARD: Author = { kind: "system", id: "dashboard", role: "admin" };

/** A new key pays for the removal of old ones, so that the table stays as large as its limit says. */
async function forgetOld(transaction: Transaction, before: Date): Promise<void> {
  const [beyond] = await transaction
    .select({ lastAttemptAt: loginAttempts.lastAttemptAt })
    .from(loginAttempts)
    .orderBy(desc(loginAttempts.lastAttemptAt))
    .offset(ATTEMPT_KEYS_MAX)
    .limit(1);
  const until = beyond !== undefined && beyond.lastAttemptAt > before ? beyond.lastAttemptAt : before;
  const old = transaction
    .select({ key: loginAttempts.key })
    .from(loginAttempts)
    .where(lte(loginAttempts.lastAttemptAt, until))
    .orderBy(asc(loginAttempts.lastAttemptAt))
    .limit(FORGET_ROWS_MAX)
    .for("update", { skipLocked: true });
  await transaction.delete(loginAttempts).where(inArray(loginAttempts.key, old));
}

export const createAttemptRecords = (database: Database) => ({
  reserveAttempt: ({ key, nowMs, forgetAfterMs, delayMs, slowed }: AttemptInput): Promise<AttemptOutcome> =>
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
      if (delayMs(failures) === 0 && delayMs(failures + 1) > 0) {
        const { subject, ...detail } = slowed;
        const tries = { tries: failures + 1, ...detail };
        await noteSlowed(transaction, { action: "slowed-down", subject, by: DASHBOARD, nowMs, detail: tries });
      }
      return { kind: "allowed" };
    }),

  clearAttempts: async (key: string): Promise<void> => {
    await database.delete(loginAttempts).where(eq(loginAttempts.key, key));
  },

  returnAttempt: async (key: string): Promise<void> => {
    await database
      .update(loginAttempts)
      .set({ failures: sql`${loginAttempts.failures} - 1` })
      .where(and(eq(loginAttempts.key, key), gt(loginAttempts.failures, 0)));
  },
});
