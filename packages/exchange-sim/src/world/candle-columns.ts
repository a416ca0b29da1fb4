/** A day of finished minutes behind the running one. */
export const CANDLE_MINUTES_KEPT = 1_440;

/** Where a minute's row begins. */
export function minuteRow(size: number, minute: number): number {
  const rows = CANDLE_MINUTES_KEPT + 1;
  return (((minute % rows) + rows) % rows) * size;
}

/** The same of minutes, a ring by minute and instrument; the extremes beyond the minute's two ends. */
export interface MinuteCandleColumns {
  logOpen: Float64Array;
  logAbove: Float32Array;
  logBelow: Float32Array;
  basisOpen: Float32Array;
  markOpen: Float32Array;
}

export function createMinuteCandles(size: number): MinuteCandleColumns {
  const cells = size * (CANDLE_MINUTES_KEPT + 1);
  return {
    logOpen: new Float64Array(cells),
    logAbove: new Float32Array(cells),
    logBelow: new Float32Array(cells),
    basisOpen: new Float32Array(cells),
    markOpen: new Float32Array(cells),
  };
}

/** A month and a day of finished hours behind the running one. */
export const CANDLE_HOURS_KEPT = 744;

/**
 * Hourly prices, a ring by hour and instrument. Open values are the index's and the two premia at the hour's beginning;
 * the hour before ends where an hour begins. Extremes are logarithms over the index's opening.
 */
export interface CandleColumns {
  logOpen: Float64Array;
  indexHigh: Float32Array;
  indexLow: Float32Array;
  perpetualHigh: Float32Array;
  perpetualLow: Float32Array;
  /** Perpetual over index, and mark over index, as fractions. */
  basisOpen: Float32Array;
  markOpen: Float32Array;
}

export function createCandles(size: number): CandleColumns {
  const cells = size * CANDLE_HOURS_KEPT;
  return {
    logOpen: new Float64Array(cells),
    indexHigh: new Float32Array(cells),
    indexLow: new Float32Array(cells),
    perpetualHigh: new Float32Array(cells),
    perpetualLow: new Float32Array(cells),
    basisOpen: new Float32Array(cells),
    markOpen: new Float32Array(cells),
  };
}
