/**
 * AVAX on Binance, the day of 10 October 2025, hour by hour from 19:00 UTC: the fall of 21:00 took spot to 8.52 and the
 * perpetual to 8.43 inside the hour. No mark inside the hour is kept there, so its spot high and low stand for the
 * mark's. The last column is the perpetual of OKX: how far two venues were apart.
 *
 * Source: PietroC21/Crypto-PerpetualFutures (MIT), `close_spot, close_perp, high_spot, low_spot` of its Binance file and
 * `close_perp` of its OKX file.
 */
export type CrashHour = readonly [
  timeMs: number,
  spotClose: number,
  perpetualClose: number,
  markHigh: number,
  markLow: number,
  otherClose: number,
];

/** Where everything is measured from. */
export const CRASH_START: CrashHour = [1760119200000, 26.5, 26.493, 26.76, 26.41, 26.485];

export const CRASH_HOURS: readonly CrashHour[] = [
  [1760122800000, 26.44, 26.417, 26.58, 26.05, 26.414],
  [1760126400000, 25.03, 25.002, 26.7, 24.36, 24.992],
  [1760130000000, 21.86, 21.858, 27.8, 8.52, 20.862],
  [1760133600000, 20.79, 20.752, 22.01, 19.58, 20.795],
  [1760137200000, 20.68, 20.608, 21.97, 20.37, 20.704],
  [1760140800000, 21.23, 21.199, 22.26, 20.27, 21.199],
  [1760144400000, 20.99, 20.945, 21.53, 20.64, 20.938],
  [1760148000000, 22.67, 22.637, 22.87, 20.95, 22.628],
  [1760151600000, 21.94, 21.924, 22.69, 21.75, 21.905],
  [1760155200000, 22.18, 22.17, 22.24, 21.79, 22.166],
  [1760158800000, 22.04, 22.008, 22.25, 21.73, 22.008],
  [1760162400000, 22.22, 22.21, 22.67, 21.98, 22.209],
  [1760166000000, 22.2, 22.189, 22.44, 22.13, 22.185],
  [1760169600000, 23.12, 23.099, 23.18, 22.11, 23.1],
  [1760173200000, 22.78, 22.764, 23.38, 22.73, 22.771],
  [1760176800000, 22.72, 22.702, 23.05, 22.66, 22.708],
  [1760180400000, 22.68, 22.657, 22.77, 22.43, 22.664],
  [1760184000000, 22.37, 22.351, 22.8, 22.28, 22.352],
  [1760187600000, 22.59, 22.567, 22.87, 21.99, 22.563],
  [1760191200000, 22.72, 22.699, 22.88, 22.54, 22.697],
  [1760194800000, 22.81, 22.795, 22.97, 22.62, 22.796],
  [1760198400000, 22.9, 22.877, 23.03, 22.67, 22.885],
  [1760202000000, 22.98, 22.957, 23.15, 22.89, 22.962],
  [1760205600000, 22.64, 22.63, 22.98, 22.63, 22.632],
];

/** Deviation of AVAX's hourly log return in the thirty days before: what a held coin's own is measured against. */
export const CRASH_DEVIATION_BEFORE = 0.0093;
