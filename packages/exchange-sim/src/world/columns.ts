import { type CandleColumns, createCandles, createMinuteCandles, type MinuteCandleColumns } from "./candle-columns.ts";

/** Everything that moves in the market, as columns over the instruments. Plain data: a snapshot is a copy of it. */
export interface WorldColumns {
  /** Whole minutes since the world's start; the `At` columns hold this minute, the `Next` columns the one after. */
  minute: number;
  logAt: Float64Array;
  logNext: Float64Array;
  /** How far this minute's price goes above the higher and below the lower of its two ends. */
  logAbove: Float32Array;
  logBelow: Float32Array;
  /** Perpetual over index, as a fraction. */
  basisAt: Float64Array;
  basisNext: Float64Array;
  /** Mark over index, smoother than the basis. */
  markAt: Float64Array;
  markNext: Float64Array;
  /** This hour's volatility of one minute. */
  sigma: Float64Array;
  marketSigma: number;
  logVolatility: Float64Array;
  logVolatilityCommon: number;
  /** This hour's jump and the minute of the hour at which it comes; 0 for none. */
  jump: Float64Array;
  jumpMinute: Uint8Array;
  regime: Uint8Array;
  /** In basis points per 8 h, as the settings of the regimes are. */
  regimeBps: Float64Array;
  smoothBps: Float64Array;
  fastBps: Float64Array;
  /** This venue's leaning away from the first one. */
  venueBps: Float64Array;
  commonBps: number;
  /** This hour's premium. */
  premiumBps: Float64Array;
  premiumSumBps: Float64Array;
  premiumHours: Float64Array;
  history: FundingHistory;
  /** Log index price at the last `HOURS_KEPT` hours, ring by hour. */
  hourLog: Float64Array;
  candles: CandleColumns;
  minuteCandles: MinuteCandleColumns;
}

export const HOURS_KEPT = 24;

/** Settled rates, one ring of rows an instrument. */
export interface FundingHistory {
  /** Where each instrument's ring begins; the next one's beginning ends it. */
  first: Uint32Array;
  /** Rows ever written, per instrument; the newest sits at (count − 1) mod the ring's length. */
  count: Uint32Array;
  timeMs: Float64Array;
  /** Integers at 8 digits. */
  rate: Int32Array;
  /** Integers at 8 digits. */
  markPrice: Float64Array;
}

/** `historyRows` settlements are kept of each instrument. */
export function createColumns(historyRows: readonly number[]): WorldColumns {
  const size = historyRows.length;
  const column = () => new Float64Array(size);
  const first = new Uint32Array(size + 1);
  for (const [index, rows] of historyRows.entries()) first[index + 1] = (first[index] ?? 0) + rows;
  const rows = first[size] ?? 0;
  return {
    minute: 0,
    logAt: column(),
    logNext: column(),
    logAbove: new Float32Array(size),
    logBelow: new Float32Array(size),
    basisAt: column(),
    basisNext: column(),
    markAt: column(),
    markNext: column(),
    sigma: column(),
    marketSigma: 0,
    logVolatility: column(),
    logVolatilityCommon: 0,
    jump: column(),
    jumpMinute: new Uint8Array(size),
    regime: new Uint8Array(size),
    regimeBps: column(),
    smoothBps: column(),
    fastBps: column(),
    venueBps: column(),
    commonBps: 0,
    premiumBps: column(),
    premiumSumBps: column(),
    premiumHours: column(),
    history: {
      first,
      count: new Uint32Array(size),
      timeMs: new Float64Array(rows),
      rate: new Int32Array(rows),
      markPrice: new Float64Array(rows),
    },
    hourLog: new Float64Array(size * HOURS_KEPT),
    candles: createCandles(size),
    minuteCandles: createMinuteCandles(size),
  };
}
