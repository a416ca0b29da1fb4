/**
 * AVAX on Binance, the day of 10 October 2025, hour by hour from 19:00 UTC: the fall of 21:00 took spot to 8.52 and the
 * perpetual to 8.43 inside the hour. No mark inside the hour is kept there, so its spot high stands for the mark's.
 *
 * Source: PietroC21/Crypto-PerpetualFutures (MIT), `time_ms, close_spot, close_perp, high_spot`.
 */
export type CrashHour = readonly [timeMs: number, spotClose: number, perpetualClose: number, markHigh: number];

/** Where everything is measured from. */
export const CRASH_START: CrashHour = [1760119200000, 26.5, 26.493, 26.76];

export const CRASH_HOURS: readonly CrashHour[] = [
  [1760122800000, 26.44, 26.417, 26.58],
  [1760126400000, 25.03, 25.002, 26.7],
  [1760130000000, 21.86, 21.858, 27.8],
  [1760133600000, 20.79, 20.752, 22.01],
  [1760137200000, 20.68, 20.608, 21.97],
  [1760140800000, 21.23, 21.199, 22.26],
  [1760144400000, 20.99, 20.945, 21.53],
  [1760148000000, 22.67, 22.637, 22.87],
  [1760151600000, 21.94, 21.924, 22.69],
  [1760155200000, 22.18, 22.17, 22.24],
  [1760158800000, 22.04, 22.008, 22.25],
  [1760162400000, 22.22, 22.21, 22.67],
  [1760166000000, 22.2, 22.189, 22.44],
  [1760169600000, 23.12, 23.099, 23.18],
  [1760173200000, 22.78, 22.764, 23.38],
  [1760176800000, 22.72, 22.702, 23.05],
  [1760180400000, 22.68, 22.657, 22.77],
  [1760184000000, 22.37, 22.351, 22.8],
  [1760187600000, 22.59, 22.567, 22.87],
  [1760191200000, 22.72, 22.699, 22.88],
  [1760194800000, 22.81, 22.795, 22.97],
  [1760198400000, 22.9, 22.877, 23.03],
  [1760202000000, 22.98, 22.957, 23.15],
  [1760205600000, 22.64, 22.63, 22.98],
];

/** Deviation of AVAX's hourly log return in the thirty days before: what a held coin's own is measured against. */
export const CRASH_DEVIATION_BEFORE = 0.0093;
