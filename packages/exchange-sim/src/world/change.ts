import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { Reason } from "../exchange/rejection.ts";
import { NEVER_MS } from "./build.ts";
import type { Instrument } from "./instrument.ts";
import type { Change, ScheduledChange } from "./scheduled.ts";
import type { World } from "./world.ts";

/** How many changes may be announced and not yet in force. */
export const CHANGES_MAX = 1_000;
const FACTORS: readonly number[] = [10, 100, 1_000, 10_000];
const CAP_MAX = 100_000_000;

const fullHour = (venueMs: number): number => Math.ceil(venueMs / HOUR_MS) * HOUR_MS;

/**
 * Announces a change for the next full hour at or after a time. Beginning and end of trading are in the catalogue at
 * once, as dates; anything else when it is in force. Answers why not, where it makes no sense.
 */
export function announce(world: World, index: number, change: Change, atMs: number, nowMs: number): Reason | null {
  const instrument = world.instruments[index];
  if (instrument === undefined || !Number.isFinite(atMs) || atMs <= nowMs) return "bad-quantity";
  const hour = fullHour(atMs);
  const trades = nowMs >= instrument.onboardMs && nowMs < instrument.deliveryMs;
  if (change.what === "delisting") {
    if (!trades) return "symbol-not-trading";
    instrument.deliveryMs = hour;
  } else if (change.what === "listing") {
    if (trades) return "bad-quantity";
    instrument.onboardMs = hour;
    instrument.deliveryMs = NEVER_MS;
  } else {
    if (!isSound(world, instrument, change) || world.changes.length >= CHANGES_MAX) return "bad-quantity";
    world.changes.push({ index, atMs: hour + MINUTE_MS, change });
    world.changes.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
  }
  world.edition += 1;
  return null;
}

function isSound(world: World, instrument: Instrument, change: ScheduledChange["change"]): boolean {
  switch (change.what) {
    case "interval":
      return world.recorded === null && [1, 2, 4, 8].includes(change.hours);
    case "cap":
      return Number.isSafeInteger(change.cap) && change.cap > 0 && change.cap <= CAP_MAX;
    case "redenomination":
      // A record is told in its own units, and a price must stay a safe integer.
      return (
        world.recorded === null &&
        FACTORS.includes(change.factor) &&
        instrument.futures.priceMax * change.factor < Number.MAX_SAFE_INTEGER
      );
  }
}

/** Takes the changes that are in force from now on, oldest first. */
export function changesDue(world: World, nowMs: number): readonly ScheduledChange[] {
  const due = world.changes.filter((each) => each.atMs <= nowMs);
  if (due.length > 0) world.changes.splice(0, due.length);
  return due;
}

/** What the market itself makes of a change. Positions and orders are their owners' to follow. */
export function changeMarket(world: World, { index, change }: ScheduledChange): void {
  const instrument = world.instruments[index];
  if (instrument === undefined) return;
  world.edition += 1;
  switch (change.what) {
    case "interval":
      instrument.intervalHours = change.hours;
      return;
    case "cap":
      instrument.rateCap = change.cap;
      instrument.rateFloor = -change.cap;
      return;
    case "redenomination":
      redenominate(world, instrument, change.factor);
  }
}

const renamed = (name: string, from: number, to: number): string =>
  `${to === 1 ? "" : to}${from === 1 ? name : name.slice(String(from).length)}`;

/** The same scales as before: what was traded stays as it was, in the units of its time. */
function redenominate(world: World, instrument: Instrument, factor: number): void {
  const { futures, multiplier } = instrument;
  const scaled = (quantity: number) => Math.max(1, Math.floor(quantity / factor / futures.step)) * futures.step;
  const name = (text: string) => renamed(text, multiplier, multiplier * factor);
  instrument.coin = name(instrument.coin);
  instrument.multiplier = multiplier * factor;
  instrument.priceStart *= factor;
  instrument.futures = {
    ...futures,
    symbol: name(futures.symbol),
    baseAsset: name(futures.baseAsset),
    priceMax: futures.priceMax * factor,
    quantityMax: scaled(futures.quantityMax),
    marketQuantityMax: scaled(futures.marketQuantityMax),
  };
  shiftPrices(world, instrument.index, factor);
}

function shiftPrices({ columns, instruments }: World, index: number, factor: number): void {
  const shift = Math.log(factor);
  const { logAt, logNext, hourLog, candles, minuteCandles, history } = columns;
  const add = (column: Float64Array, at: number) => {
    // Nothing was ever written where there is zero.
    if (column[at] !== 0) column[at] = (column[at] ?? 0) + shift;
  };
  add(logAt, index);
  add(logNext, index);
  for (const ring of [hourLog, candles.logOpen, minuteCandles.logOpen]) {
    for (let at = index; at < ring.length; at += instruments.length) add(ring, at);
  }
  for (let row = history.first[index] ?? 0; row < (history.first[index + 1] ?? 0); row++) {
    history.markPrice[row] = (history.markPrice[row] ?? 0) * factor;
  }
}
