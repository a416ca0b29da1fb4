import { mix, SALT, uniform } from "../random.ts";
import { WORLD_START_MS } from "../world/build.ts";
import { type Market, specificationOf } from "../world/instrument.ts";
import { bestRows, levelRow } from "../world/recorded/frames/book.ts";
import { framesFlowAt, type RecordedFrames } from "../world/recorded/frames/frames.ts";
import { PRICE_SCALE } from "../world/recorded/frames/record.ts";
import { boundsAt, type RecordedBars } from "../world/recorded/recorded.ts";
import { activityOf, basisAt, gapAt, logIndexBefore } from "../world/sample.ts";
import { PROFILES } from "../world/venue.ts";
import type { World } from "../world/world.ts";

export type Side = "BUY" | "SELL";

/** Level sizes are redrawn this often: makers come and go. */
const SIZE_BUCKET_SECONDS = 10;
/** Depth taken by an order has fully come back after this long. */
const RECOVERY_MS = 30_000;
export const LEVELS_MAX = 100;
const FINE_LEVELS = 20;
const COARSE_STEP = 3;

/** What takers took from each of the four sides of an instrument's books, and when. */
export interface BookColumns {
  taken: Float64Array;
  takenMs: Float64Array;
}

export const createBooks = (size: number): BookColumns => ({
  taken: new Float64Array(size * 4),
  takenMs: new Float64Array(size * 4),
});

/** Asks are taken by buyers. One slot for each market and each side of its book. */
export const bookSlot = (index: number, market: Market, taker: Side): number =>
  index * 4 + (market === "spot" ? 0 : 2) + (taker === "BUY" ? 0 : 1);

export function takenAt(books: BookColumns, slot: number, venueMs: number): number {
  const taken = books.taken[slot] ?? 0;
  if (taken === 0) return 0;
  const age = venueMs - (books.takenMs[slot] ?? 0);
  return age >= RECOVERY_MS ? 0 : Math.floor(taken * (1 - age / RECOVERY_MS));
}

export function take(books: BookColumns, slot: number, venueMs: number, quantity: number): void {
  books.taken[slot] = takenAt(books, slot, venueMs) + quantity;
  books.takenMs[slot] = venueMs;
}

/** Best synthetic prices of one market at one second. Owned and reused by the caller. */
export interface Touch {
  /** Mantissas, multiples of the tick. */
  bid: number;
  ask: number;
  /** Unrounded middle in quote units. */
  middle: number;
}

export const createTouch = (): Touch => ({ bid: 0, ask: 0, middle: 0 });

export function readTouch(world: World, index: number, market: Market, second: number, out: Touch): void {
  const instrument = world.instruments[index];
  if (instrument === undefined) return;
  if (world.recorded?.kind === "frames") return readCapturedTouch(world.recorded, index, market, out);
  const specification = specificationOf(instrument, market);
  const lagSeconds = world.recorded === null ? PROFILES[world.venue].lagSeconds : 0;
  const indexPrice = Math.exp(logIndexBefore(world, index, second, lagSeconds));
  const price =
    market === "spot"
      ? (indexPrice / instrument.multiplier) * (1 + gapAt(world, index, second))
      : indexPrice * (1 + basisAt(world, index, second));
  const half = (price * specification.halfSpreadBps * activityOf(world, index)) / 1e4;
  const { tick } = specification;
  const unit = 10 ** specification.priceScale / tick;
  const bid = Math.max(1, Math.floor((price - half) * unit)) * tick;
  out.bid = bid;
  out.ask = Math.max(bid + tick, Math.ceil((price + half) * unit) * tick);
  out.middle = price;
  if (world.recorded !== null) keepWithinRecord(world.recorded, index, market, second, unit, tick, out);
}

/** The newest captured best prices, whatever the second: the record is played up to the venue's time. */
function readCapturedTouch(recorded: RecordedFrames, index: number, market: Market, out: Touch): void {
  const book = recorded[market][index];
  if (book === undefined) return;
  const { bid, ask } = bestRows(book);
  out.bid = bid.price;
  out.ask = ask.price;
  out.middle = (bid.price + ask.price) / 2 / 10 ** PRICE_SCALE;
}

/** No quote is outside what the record's bar allows: the best that one can trade at is its low and its high. */
function keepWithinRecord(
  recorded: RecordedBars,
  index: number,
  market: Market,
  second: number,
  unit: number,
  tick: number,
  out: Touch,
): void {
  const [lowest, highest] = boundsAt(recorded, index, market, WORLD_START_MS + second * 1_000);
  const floor = Math.ceil(lowest * unit - 1e-6) * tick;
  const ceiling = Math.floor(highest * unit + 1e-6) * tick;
  out.bid = Math.max(floor, Math.min(out.bid, ceiling - tick));
  out.ask = Math.max(out.bid + tick, Math.min(out.ask, ceiling));
}

/** How far the k-th level lies behind the touch, in steps of about one basis point. */
const levelSteps = (k: number): number => (k < FINE_LEVELS ? k : FINE_LEVELS + (k - FINE_LEVELS) * COARSE_STEP);

export interface Level {
  price: number;
  quantity: number;
}

const size = (world: World, index: number, market: Market, taker: Side, price: number, second: number): number =>
  0.35 +
  1.3 *
    uniform(
      mix(
        world.ownSeed,
        SALT.levelSize + (market === "spot" ? 0 : 0x1000) + (taker === "BUY" ? 0 : 0x2000),
        index,
        mix(price, Math.floor(second / SIZE_BUCKET_SECONDS), 0, 0),
      ),
    );

/**
 * Level k that a taker of this side meets, before what was taken. Returns false behind the last level.
 * Depth thins when the market is lively, as it does on a venue.
 */
export function readLevel(
  world: World,
  index: number,
  market: Market,
  taker: Side,
  second: number,
  touch: Touch,
  k: number,
  out: Level,
): boolean {
  const instrument = world.instruments[index];
  if (world.recorded?.kind === "frames") return readCapturedLevel(world.recorded, index, market, taker, k, out);
  if (instrument === undefined || k >= LEVELS_MAX) return false;
  const specification = specificationOf(instrument, market);
  const { tick, step } = specification;
  const priceUnit = 10 ** specification.priceScale;
  const stride = Math.max(1, Math.round((touch.middle * priceUnit) / 1e4 / tick)) * tick;
  const offset = levelSteps(k) * stride;
  const price = taker === "BUY" ? touch.ask + offset : touch.bid - offset;
  if (price <= 0) return false;
  const strideBps = (stride / (touch.middle * priceUnit)) * 1e4;
  const width = (k === 0 ? 0.5 : k < FINE_LEVELS ? 1 : COARSE_STEP) * strideBps;
  const usd =
    ((specification.depthTenBpsUsd / 10) * width * size(world, index, market, taker, price, second)) /
    Math.max(0.5, activityOf(world, index));
  out.price = price;
  out.quantity = Math.max(1, Math.floor(((usd / touch.middle) * 10 ** specification.quantityScale) / step)) * step;
  return true;
}

function readCapturedLevel(
  recorded: RecordedFrames,
  index: number,
  market: Market,
  taker: Side,
  k: number,
  out: Level,
): boolean {
  const book = recorded[market][index];
  const row = book === undefined ? null : levelRow(book, taker, k);
  if (row === null) return false;
  out.price = row.price;
  out.quantity = row.quantity;
  return true;
}

/** Size that aggressors of this side bring in one second, in lots; often nothing. */
export function flowAt(
  world: World,
  index: number,
  market: Market,
  taker: Side,
  second: number,
  middle: number,
): number {
  const instrument = world.instruments[index];
  if (instrument === undefined) return 0;
  if (world.recorded?.kind === "frames") return framesFlowAt(world.recorded, index, market, taker, second);
  const specification = specificationOf(instrument, market);
  const salt = SALT.flow + (market === "spot" ? 0 : 0x1000) + (taker === "BUY" ? 0 : 0x2000);
  const draw = uniform(mix(world.ownSeed, salt, index, second));
  if (draw < 0.5) return 0;
  // Half the seconds are quiet, so the others average twice the mean: 8u³ has mean 2 over u in [0, 1).
  const lively = ((draw - 0.5) * 2) ** 3 * 8;
  const usd = (specification.volumeDailyUsd / 2 / 86_400) * lively * activityOf(world, index);
  return Math.floor(((usd / middle) * 10 ** specification.quantityScale) / specification.step) * specification.step;
}
