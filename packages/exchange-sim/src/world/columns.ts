import { type CandleColumns, createCandles } from "./candle-columns.ts";

/** Everything that moves in the market, as columns over the instruments. Plain data: a snapshot is a copy of it. */
export interface WorldColumns {
  /** Whole minutes since the world's start; the `At` columns hold this minute, the `Next` columns the one after. */
  minute: number;
  logAt: Float64Array;
  logNext: Float64Array;
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
  commonBps: number;
  /** This hour's premium. */
  premiumBps: Float64Array;
  premiumSumBps: Float64Array;
  premiumHours: Float64Array;
  history: FundingHistory;
  /** Log index price at the last `HOURS_KEPT` hours, ring by hour. */
  hourLog: Float64Array;
  candles: CandleColumns;
}

export const HOURS_KEPT = 24;

/** Settled rates, one ring of `capacity` rows an instrument. */
export interface FundingHistory {
  capacity: number;
  /** Rows ever written, per instrument; the newest sits at (count − 1) mod capacity. */
  count: Uint32Array;
  timeMs: Float64Array;
  /** Integers at 8 digits. */
  rate: Int32Array;
  /** Integers at 8 digits. */
  markPrice: Float64Array;
}

export function createColumns(size: number, historyCapacity: number): WorldColumns {
  const column = () => new Float64Array(size);
  return {
    minute: 0,
    logAt: column(),
    logNext: column(),
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
    commonBps: 0,
    premiumBps: column(),
    premiumSumBps: column(),
    premiumHours: column(),
    history: {
      capacity: historyCapacity,
      count: new Uint32Array(size),
      timeMs: new Float64Array(size * historyCapacity),
      rate: new Int32Array(size * historyCapacity),
      markPrice: new Float64Array(size * historyCapacity),
    },
    hourLog: new Float64Array(size * HOURS_KEPT),
    candles: createCandles(size),
  };
}
