import { DAY_MS, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";

/** Candle widths, from fine to coarse; each is made of the one before. */
export const INTERVALS = {
  "1m": MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "1h": HOUR_MS,
  "4h": 4 * HOUR_MS,
  "1d": DAY_MS,
} as const;

export type CandleInterval = keyof typeof INTERVALS;
