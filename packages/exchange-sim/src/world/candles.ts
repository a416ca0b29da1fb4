import { mix, SALT, uniform } from "../random.ts";
import { BASIS } from "./calibration.ts";
import { CANDLE_HOURS_KEPT } from "./candle-columns.ts";
import { logIndexAt } from "./sample.ts";
import { hourMs, minuteOf, type World } from "./world.ts";

const rowOf = (world: World, hour: number): number =>
  (((hour % CANDLE_HOURS_KEPT) + CANDLE_HOURS_KEPT) % CANDLE_HOURS_KEPT) * world.instruments.length;

/** Begins an hour at the prices of its first moment. */
export function openCandles(world: World, hour: number): void {
  const { candles, logAt, basisAt, markAt } = world.columns;
  const row = rowOf(world, hour);
  candles.logOpen.set(logAt, row);
  candles.logHigh.set(logAt, row);
  candles.logLow.set(logAt, row);
  candles.basisOpen.set(basisAt, row);
  candles.markOpen.set(markAt, row);
}

/** Whole minutes only: what lies between two of them is drawn when it is read, and stays out of the extremes. */
export function stretchCandles(world: World, hour: number): void {
  const { candles, logAt } = world.columns;
  const row = rowOf(world, hour);
  for (let i = 0; i < logAt.length; i++) {
    const log = logAt[i] ?? 0;
    if (log > (candles.logHigh[row + i] ?? 0)) candles.logHigh[row + i] = log;
    if (log < (candles.logLow[row + i] ?? 0)) candles.logLow[row + i] = log;
  }
}

/**
 * Hours from before the start have no minutes. Their extremes are those of a Brownian bridge between the two ends,
 * drawn exactly; their premia stand at the hour's premium with the usual noise.
 */
export function openCoarseCandles(world: World, hour: number): void {
  const { candles, logAt, premiumBps, sigma, marketSigma } = world.columns;
  const { ownSeed, instruments } = world;
  if (hour < -CANDLE_HOURS_KEPT) return;
  const row = rowOf(world, hour);
  const before = rowOf(world, hour - 1);
  for (let i = 0; i < instruments.length; i++) {
    const log = logAt[i] ?? 0;
    const premium = (premiumBps[i] ?? 0) * 1e-4;
    const draw = mix(ownSeed, SALT.candle, i, hour);
    const market = (instruments[i]?.beta ?? 1) * marketSigma;
    const variance = 60 * ((sigma[i] ?? 0) ** 2 + market ** 2);
    const opened = candles.logOpen[before + i] || log;
    candles.logHigh[before + i] = extreme(opened, log, variance, uniform(draw), 1);
    candles.logLow[before + i] = extreme(opened, log, variance, uniform(mix(draw, 0, 0, 1)), -1);
    candles.logOpen[row + i] = log;
    candles.logHigh[row + i] = log;
    candles.logLow[row + i] = log;
    candles.basisOpen[row + i] =
      premium + (BASIS.noiseBps / 1e4) * (2 * uniform(mix(draw, 0, 0, 2)) - 1) * Math.sqrt(3);
    candles.markOpen[row + i] = premium;
  }
}

function extreme(from: number, to: number, variance: number, draw: number, sign: 1 | -1): number {
  const apart = to - from;
  const span = Math.sqrt(apart * apart - 2 * variance * Math.log(1 - draw));
  return (from + to + sign * span) / 2;
}

export interface Candle {
  readonly openMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export type CandleSeries = "index" | "perpetual" | "mark";

/** The first and the running hour that can be read. */
export function candleSpan(venueMs: number): readonly [first: number, last: number] {
  const last = Math.floor(minuteOf(venueMs) / 60);
  return [last - CANDLE_HOURS_KEPT + 1, last];
}

/** One hour of one series; the running hour as far as it has come. */
export function candleAt(world: World, index: number, hour: number, series: CandleSeries, second: number): Candle {
  const { candles, minute } = world.columns;
  const at = rowOf(world, hour) + index;
  const isRunning = hour === Math.floor(minute / 60);
  const next = rowOf(world, hour + 1) + index;
  const logOpen = candles.logOpen[at] ?? 0;
  const logClose = isRunning ? logIndexAt(world, index, second) : (candles.logOpen[next] ?? 0);
  const over = (where: number): number =>
    series === "index" ? 1 : 1 + ((series === "mark" ? candles.markOpen : candles.basisOpen)[where] ?? 0);
  const nowOver = 1 + ((series === "mark" ? world.columns.markAt : world.columns.basisAt)[index] ?? 0);
  const overClose = isRunning ? (series === "index" ? 1 : nowOver) : over(next);
  const open = Math.exp(logOpen) * over(at);
  const close = Math.exp(logClose) * overClose;
  const middle = (over(at) + overClose) / 2;
  return {
    openMs: hourMs(hour),
    open,
    high: Math.max(open, close, Math.exp(candles.logHigh[at] ?? 0) * middle),
    low: Math.min(open, close, Math.exp(candles.logLow[at] ?? 0) * middle),
    close,
  };
}
