import type { Sql } from "postgres";
import { INTERVALS } from "./intervals.ts";

/** Plain tables: makes the candles of whole minutes, and of what is whole above them. */
export const rollCandles = (sql: Sql, fromMs: number, untilMs: number): Promise<unknown> =>
  sql`select roll_candles(${String(fromMs)}::text::bigint, ${String(untilMs)}::text::bigint)`;

/**
 * TimescaleDB: its policies do the same on their own, but look back a fixed time only, and the venue's time leaps while
 * nobody tells it. Whole buckets alone: what is refreshed half full would be shown half full.
 */
export async function refreshCandles(sql: Sql, fromMs: number, untilMs: number): Promise<void> {
  for (const [interval, size] of Object.entries(INTERVALS)) {
    const [from, until] = [fromMs - (fromMs % size), untilMs - (untilMs % size)];
    if (from < until)
      await sql.unsafe(`call refresh_continuous_aggregate('candles_${interval}_continuous', ${from}, ${until})`);
  }
  await sql`update tick_progress set rolled_until_ms = greatest(rolled_until_ms, ${String(untilMs)}::text::bigint) where id = 1`;
}
