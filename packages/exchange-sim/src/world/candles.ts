import { mix, SALT, uniform } from "../random.ts";
import { BASIS } from "./calibration.ts";
import { CANDLE_HOURS_KEPT } from "./candle-columns.ts";
import { basisAt, logIndexAt, markPriceAt } from "./sample.ts";
import { hourMs, minuteOf, type World } from "./world.ts";

const rowOf = (world: World, hour: number): number =>
  (((hour % CANDLE_HOURS_KEPT) + CANDLE_HOURS_KEPT) % CANDLE_HOURS_KEPT) * world.instruments.length;

/** Begins an hour at the prices of its first moment. */
export function openCandles(world: World, hour: number): void {
  const { candles, logAt, basisAt: basis, markAt } = world.columns;
  const row = rowOf(world, hour);
  candles.logOpen.set(logAt, row);
  candles.indexHigh.fill(0, row, row + logAt.length);
  candles.indexLow.fill(0, row, row + logAt.length);
  for (let i = 0; i < logAt.length; i++) {
    const over = Math.log1p(basis[i] ?? 0);
    candles.perpetualHigh[row + i] = over;
    candles.perpetualLow[row + i] = over;
  }
  candles.basisOpen.set(basis, row);
  candles.markOpen.set(markAt, row);
}

/** Takes in the minute that ends, from the logarithm it opened at to where it stands now. */
export function stretchCandles(world: World, minuteOpen: Float64Array, openRow: number): void {
  const { candles, minute, logAt, logNext, logAbove, logBelow, basisAt: basis, basisNext } = world.columns;
  const row = rowOf(world, Math.floor(minute / 60));
  const { logOpen, indexHigh, indexLow, perpetualHigh, perpetualLow } = candles;
  for (let i = 0; i < logAt.length; i++) {
    const cell = row + i;
    const from = logOpen[cell] ?? 0;
    const opened = (minuteOpen[openRow + i] ?? 0) - from;
    const at = (logAt[i] ?? 0) - from;
    const next = (logNext[i] ?? 0) - from;
    const above = logAbove[i] ?? 0;
    const below = logBelow[i] ?? 0;
    indexHigh[cell] = Math.max(indexHigh[cell] ?? 0, opened, at + above, next + above);
    indexLow[cell] = Math.min(indexLow[cell] ?? 0, opened, at - below, next - below);
    const over = Math.log1p(basis[i] ?? 0);
    const overNext = Math.log1p(basisNext[i] ?? 0);
    perpetualHigh[cell] = Math.max(perpetualHigh[cell] ?? 0, opened + over, at + over + above, next + overNext + above);
    perpetualLow[cell] = Math.min(perpetualLow[cell] ?? 0, opened + over, at + over - below, next + overNext - below);
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
    const basis = premium + (BASIS.noiseBps / 1e4) * (2 * uniform(mix(draw, 0, 0, 2)) - 1) * Math.sqrt(3);
    const opened = candles.logOpen[before + i] || log;
    const apart = log - opened;
    const over = Math.log1p(candles.basisOpen[before + i] ?? 0);
    const overNext = Math.log1p(basis);
    const above = excess(apart, variance, uniform(draw));
    const below = excess(apart, variance, uniform(mix(draw, 0, 0, 1)));
    candles.indexHigh[before + i] = Math.max(0, apart) + above;
    candles.indexLow[before + i] = Math.min(0, apart) - below;
    candles.perpetualHigh[before + i] = Math.max(over, apart + overNext) + above;
    candles.perpetualLow[before + i] = Math.min(over, apart + overNext) - below;
    candles.logOpen[row + i] = log;
    candles.basisOpen[row + i] = basis;
    candles.markOpen[row + i] = premium;
    candles.indexHigh[row + i] = 0;
    candles.indexLow[row + i] = 0;
    candles.perpetualHigh[row + i] = overNext;
    candles.perpetualLow[row + i] = overNext;
  }
}

/** How far a Brownian bridge goes beyond the further of its two ends, which are so far apart. */
export const excess = (apart: number, variance: number, draw: number): number =>
  (Math.sqrt(apart * apart - 2 * variance * Math.log(1 - draw)) - Math.abs(apart)) / 2;

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

/** What a series stood at, at a second of the running minute. */
export function seriesAt(world: World, index: number, series: CandleSeries, second: number): number {
  if (series === "mark") return markPriceAt(world, index, second);
  const price = Math.exp(logIndexAt(world, index, second));
  return series === "index" ? price : price * (1 + basisAt(world, index, second));
}

/** A candle and what the running minute has added to it, second by second, up to now. */
export function withSeconds(world: World, index: number, series: CandleSeries, second: number, part: Candle): Candle {
  let { high, low, close } = part;
  for (let at = Math.floor(second / 60) * 60; at <= second; at++) {
    close = seriesAt(world, index, series, at);
    high = Math.max(high, close);
    low = Math.min(low, close);
  }
  return { openMs: part.openMs, open: part.open, high, low, close };
}

/** One hour of one series; the running hour as far as it has come. The mark's extremes follow the index's. */
export function candleAt(world: World, index: number, hour: number, series: CandleSeries, second: number): Candle {
  const { candles, minute } = world.columns;
  const at = rowOf(world, hour) + index;
  const isRunning = hour === Math.floor(minute / 60);
  const next = rowOf(world, hour + 1) + index;
  const from = candles.logOpen[at] ?? 0;
  const over = (where: number): number =>
    series === "index" ? 1 : 1 + ((series === "mark" ? candles.markOpen : candles.basisOpen)[where] ?? 0);
  const open = Math.exp(from) * over(at);
  const close = isRunning ? seriesAt(world, index, series, second) : Math.exp(candles.logOpen[next] ?? 0) * over(next);
  const [highs, lows] =
    series === "perpetual" ? [candles.perpetualHigh, candles.perpetualLow] : [candles.indexHigh, candles.indexLow];
  const middle = series === "mark" ? (over(at) + over(isRunning ? at : next)) / 2 : 1;
  const whole = {
    openMs: hourMs(hour),
    open,
    high: Math.max(open, close, Math.exp(from + (highs[at] ?? 0)) * middle),
    low: Math.min(open, close, Math.exp(from + (lows[at] ?? 0)) * middle),
    close,
  };
  return isRunning ? withSeconds(world, index, series, second, whole) : whole;
}
