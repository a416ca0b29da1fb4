import type { ProfitCause } from "@evenkeel/core/events";
import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { ledgerEntries, ledgerLines } from "../schema/index.ts";

/** What one cause brought on one venue day (UTC) in one asset; a loss is negative. */
export type ProfitPoint = {
  readonly day: string;
  readonly cause: ProfitCause;
  readonly asset: string;
  readonly amount: string;
};

/** Ten years of days with every cause in two assets; a longer answer is cut at its old end by the caller's range. */
const POINTS_MAX = 30_000;

/** The books write a gain as a negative line against the wallet's positive one; here it counts the owner's way. */
export async function profitByDay(database: Database, from: Date, to: Date): Promise<ProfitPoint[]> {
  const day = sql<string>`to_char(${ledgerEntries.venueAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  const rows = await database
    .select({
      day,
      cause: ledgerLines.profitCause,
      asset: ledgerLines.asset,
      amount: sql<string>`(-sum(${ledgerLines.amount}))::text`,
    })
    .from(ledgerLines)
    .innerJoin(ledgerEntries, eq(ledgerEntries.causeId, ledgerLines.causeId))
    .where(and(eq(ledgerLines.account, "profit"), gte(ledgerEntries.venueAt, from), lt(ledgerEntries.venueAt, to)))
    .groupBy(sql`1`, ledgerLines.profitCause, ledgerLines.asset)
    .orderBy(sql`1`, asc(ledgerLines.profitCause), asc(ledgerLines.asset))
    .limit(POINTS_MAX);
  return rows.flatMap(({ cause, ...point }) => (cause === null ? [] : [{ ...point, cause }]));
}
