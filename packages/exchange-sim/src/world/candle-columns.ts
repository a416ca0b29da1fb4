/** A month and a day of finished hours behind the running one. */
export const CANDLE_HOURS_KEPT = 744;

/**
 * Hourly prices, a ring by hour and instrument. Open values are the index's and the two premia at the hour's beginning;
 * the hour before ends where an hour begins.
 */
export interface CandleColumns {
  readonly capacity: number;
  logOpen: Float64Array;
  logHigh: Float64Array;
  logLow: Float64Array;
  /** Perpetual over index, and mark over index, as fractions. */
  basisOpen: Float32Array;
  markOpen: Float32Array;
}

export function createCandles(size: number): CandleColumns {
  const cells = size * CANDLE_HOURS_KEPT;
  return {
    capacity: CANDLE_HOURS_KEPT,
    logOpen: new Float64Array(cells),
    logHigh: new Float64Array(cells),
    logLow: new Float64Array(cells),
    basisOpen: new Float32Array(cells),
    markOpen: new Float32Array(cells),
  };
}
