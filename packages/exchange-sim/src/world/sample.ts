import { mix, normal, SALT, uniform } from "../random.ts";
import { WORLD_START_MS } from "./build.ts";
import { BASIS, GAP_MINUTES } from "./calibration.ts";
import { minuteRow } from "./candle-columns.ts";
import { HOURS_KEPT } from "./columns.ts";
import { framesLogAt } from "./recorded/frames/frames.ts";
import { recordedMark } from "./recorded/recorded.ts";
import { PROFILES } from "./venue.ts";
import { minuteOf, type World } from "./world.ts";

/** Turned back at the minute's own extremes, which its candle tells. */
function folded(value: number, lowest: number, highest: number): number {
  const back = value > highest ? 2 * highest - value : value < lowest ? 2 * lowest - value : value;
  return Math.min(highest, Math.max(lowest, back));
}

/** One minute's way: its two ends, how far it goes beyond them, and the place of its draws. */
interface Way {
  from: number;
  to: number;
  above: number;
  below: number;
  place: number;
}

const way: Way = { from: 0, to: 0, above: 0, below: 0, place: 0 };

/**
 * The log index price at one second of the current minute: a Brownian bridge between the two minutes by midpoint
 * displacement. Every midpoint is drawn from its own place, so no reading depends on another.
 */
export function logIndexAt(world: World, index: number, second: number): number {
  if (world.recorded?.kind === "frames") return framesLogAt(world.recorded, index, "spot", second);
  const { columns, seed } = world;
  const minute = Math.floor(second / 60);
  way.from = columns.logAt[index] ?? 0;
  way.to = columns.logNext[index] ?? 0;
  way.above = columns.logAbove[index] ?? 0;
  way.below = columns.logBelow[index] ?? 0;
  way.place = mix(seed, SALT.bridge, index, minute);
  return bridgeAt(way, second - minute * 60, secondDeviation(world, index));
}

/** The same some seconds before: a follower's view reaches back into the minute that has ended. */
export function logIndexBefore(world: World, index: number, second: number, lagSeconds: number): number {
  const { columns, seed, instruments, beginMs } = world;
  const minute = Math.floor(second / 60);
  const ended = Math.floor((second - lagSeconds) / 60);
  if (ended === minute || ended < minuteOf(beginMs)) {
    return logIndexAt(world, index, Math.max(second - lagSeconds, minute * 60));
  }
  const { logOpen, logAbove, logBelow } = columns.minuteCandles;
  const row = minuteRow(instruments.length, ended) + index;
  way.from = logOpen[row] ?? 0;
  way.to = columns.logAt[index] ?? 0;
  way.above = logAbove[row] ?? 0;
  way.below = logBelow[row] ?? 0;
  way.place = mix(seed, SALT.bridge, index, ended);
  return bridgeAt(way, second - lagSeconds - ended * 60, secondDeviation(world, index));
}

function secondDeviation({ columns, instruments }: World, index: number): number {
  const own = columns.sigma[index] ?? 0;
  const market = (instruments[index]?.beta ?? 1) * columns.marketSigma;
  return Math.sqrt((own * own + market * market) / 60);
}

function bridgeAt({ from, to, above, below, place }: Way, target: number, deviation: number): number {
  if (target === 0) return from;
  const highest = Math.max(from, to) + above;
  const lowest = Math.min(from, to) - below;
  let [low, high] = [0, 60];
  let [lowValue, highValue] = [from, to];
  for (;;) {
    const middle = (low + high) >> 1;
    const left = middle - low;
    const right = high - middle;
    const span = high - low;
    const drawn =
      (lowValue * right + highValue * left) / span +
      deviation * Math.sqrt((left * right) / span) * normal(mix(place, middle, 0, 0));
    const value = folded(drawn, lowest, highest);
    if (middle === target) return value;
    if (target < middle) {
      high = middle;
      highValue = value;
    } else {
      low = middle;
      lowValue = value;
    }
  }
}

export const indexPriceAt = (world: World, index: number, second: number): number =>
  Math.exp(logIndexAt(world, index, second));

function between(at: Float64Array, next: Float64Array, index: number, second: number): number {
  const fraction = (second - Math.floor(second / 60) * 60) / 60;
  return (at[index] ?? 0) * (1 - fraction) + (next[index] ?? 0) * fraction;
}

/** Perpetual over index, with the small flicker of one second. */
export function basisAt(world: World, index: number, second: number): number {
  if (world.recorded?.kind === "frames") {
    const futures = framesLogAt(world.recorded, index, "futures", second);
    return Math.expm1(futures - framesLogAt(world.recorded, index, "spot", second));
  }
  if (world.recorded !== null) return recordedBasisAt(world, index, second);
  const flicker = (BASIS.microBps / 1e4) * normal(mix(world.ownSeed, SALT.micro, index, second));
  return between(world.columns.basisAt, world.columns.basisNext, index, second) + flicker;
}

/** A recorded perpetual goes its minute as the index does, so that it never leaves its own two ends either. */
function recordedBasisAt(world: World, index: number, second: number): number {
  const { logAt, logNext, basisAt: at, basisNext } = world.columns;
  const [from, to] = [logAt[index] ?? 0, logNext[index] ?? 0];
  const log = logIndexAt(world, index, second);
  const share = to === from ? (second - Math.floor(second / 60) * 60) / 60 : (log - from) / (to - from);
  const begins = from + Math.log1p(at[index] ?? 0);
  const ends = to + Math.log1p(basisNext[index] ?? 0);
  return Math.expm1(begins + (ends - begins) * share - log);
}

/** This venue's spot over the common price, as a fraction. */
export function gapAt(world: World, index: number, second: number): number {
  const { gapBps } = PROFILES[world.venue];
  if (gapBps === 0 || world.recorded !== null) return 0;
  const place = second / (GAP_MINUTES * 60);
  const before = Math.floor(place);
  const from = normal(mix(world.ownSeed, SALT.gap, index, before));
  const to = normal(mix(world.ownSeed, SALT.gap, index, before + 1));
  return (gapBps / 1e4) * (from + (to - from) * (place - before));
}

export function markPriceAt(world: World, index: number, second: number): number {
  const { markAt, markNext } = world.columns;
  const venueMs = WORLD_START_MS + second * 1_000;
  const told = world.recorded === null ? null : recordedMark(world.recorded, index, venueMs);
  return told === null
    ? indexPriceAt(world, index, second) * (1 + between(markAt, markNext, index, second))
    : Math.exp(told);
}

export interface MarkBounds {
  low: number;
  high: number;
}

/** Between which the mark price stays within the current minute, whatever its seconds draw. */
export function readMarkBounds(world: World, index: number, out: MarkBounds): void {
  const { columns, recorded } = world;
  const minuteMs = WORLD_START_MS + columns.minute * 60_000;
  const told = recorded === null ? null : recordedMark(recorded, index, minuteMs);
  if (recorded !== null && told !== null) {
    // A recorded mark goes straight: its minute's ends are its bounds.
    const ends = recordedMark(recorded, index, minuteMs + 59_999) ?? told;
    out.low = Math.exp(Math.min(told, ends));
    out.high = Math.exp(Math.max(told, ends));
    return;
  }
  const [from, to] = [columns.logAt[index] ?? 0, columns.logNext[index] ?? 0];
  const [markFrom, markTo] = [columns.markAt[index] ?? 0, columns.markNext[index] ?? 0];
  out.low = Math.exp(Math.min(from, to) - (columns.logBelow[index] ?? 0)) * (1 + Math.min(markFrom, markTo));
  out.high = Math.exp(Math.max(from, to) + (columns.logAbove[index] ?? 0)) * (1 + Math.max(markFrom, markTo));
}

/** Mark price as an integer at 8 digits: the one number that margin and funding are computed from. */
export const markMantissaAt = (world: World, index: number, second: number): number =>
  Math.round(markPriceAt(world, index, second) * 1e8);

/** How lively the market is now against its average: widens spreads, swells volume. */
export const activityOf = (world: World, index: number): number =>
  Math.exp(0.6 * ((world.columns.logVolatility[index] ?? 0) + world.columns.logVolatilityCommon));

export interface DayStatistics {
  readonly openPrice: number;
  readonly highPrice: number;
  readonly lowPrice: number;
}

/** Open, high and low of the last 24 hours from the hourly index prices and the price now. */
export function dayStatistics(world: World, index: number, second: number): DayStatistics {
  const { hourLog, minute } = world.columns;
  const size = world.instruments.length;
  const hour = Math.floor(minute / 60);
  const now = logIndexAt(world, index, second);
  let high = now;
  let low = now;
  for (let k = 0; k < HOURS_KEPT; k++) {
    const value = hourLog[k * size + index] ?? now;
    if (value > high) high = value;
    if (value < low) low = value;
  }
  const oldest = (((hour + 1) % HOURS_KEPT) + HOURS_KEPT) % HOURS_KEPT;
  const open = hourLog[oldest * size + index] ?? now;
  return { openPrice: Math.exp(open), highPrice: Math.exp(high), lowPrice: Math.exp(low) };
}

/** Daily volume and open interest wander a little from hour to hour. */
export function wanderAt(world: World, index: number, use: number): number {
  const hour = Math.floor(world.columns.minute / 60);
  const draw = uniform(mix(world.ownSeed, SALT.activity + use, index, hour));
  return (0.95 + 0.1 * draw) * (1 + 0.2 * (activityOf(world, index) - 1));
}
