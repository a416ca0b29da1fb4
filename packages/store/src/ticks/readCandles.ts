import { and, desc, eq, gte, type InferSelectViewModel, lt } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { type CandleInterval, INTERVALS } from "./intervals.ts";
import { CANDLES } from "./views.ts";

export const CANDLES_MAX = 1_000;

export type Candle = Omit<InferSelectViewModel<(typeof CANDLES)["1m"]>, "instrument">;

export type CandleQuery = {
  readonly instrument: number;
  readonly interval: CandleInterval;
  /** Venue time; the candle that holds `fromMs` is the first, the one that holds `toMs - 1` the last. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
};

/** The newest candles of the range, oldest first. The last one may still grow. */
export async function readCandles(database: Database, query: CandleQuery): Promise<Candle[]> {
  const candles = CANDLES[query.interval];
  const size = INTERVALS[query.interval];
  const { instrument: _, ...columns } = {
    instrument: candles.instrument,
    bucketMs: candles.bucketMs,
    open: candles.open,
    high: candles.high,
    low: candles.low,
    close: candles.close,
    volume: candles.volume,
    quoteVolume: candles.quoteVolume,
    trades: candles.trades,
  };
  const rows = await database
    .select(columns)
    .from(candles)
    .where(
      and(
        eq(candles.instrument, query.instrument),
        gte(candles.bucketMs, query.fromMs - (query.fromMs % size)),
        lt(candles.bucketMs, query.toMs),
      ),
    )
    .orderBy(desc(candles.bucketMs))
    .limit(Math.max(1, Math.min(Math.trunc(query.limit) || 1, CANDLES_MAX)));
  return rows.toReversed();
}
