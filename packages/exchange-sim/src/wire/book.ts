import { bookSide } from "../book/plan.ts";
import { createTouch, type Level, readLevel, readTouch, takenAt } from "../book/quote.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Market } from "../world/instrument.ts";
import { secondOf } from "../world/world.ts";

const touch = createTouch();
const level: Level = { price: 0, quantity: 0 };

/** Best bid and ask as integers, without an object per quote. */
export interface BestQuote {
  bid: number;
  bidQuantity: number;
  ask: number;
  askQuantity: number;
}

export const createBestQuote = (): BestQuote => ({ bid: 0, bidQuantity: 0, ask: 0, askQuantity: 0 });

/** Instruments whose visible book is more than the synthetic one: a walk over the whole side is only needed there. */
export function touchedBooks(state: ExchangeState): ReadonlySet<number> {
  const touched = new Set<number>();
  for (const order of state.resting.values()) touched.add(order.instrument);
  const { taken } = state.books;
  for (let slot = 0; slot < taken.length; slot++) {
    if (taken[slot] !== 0 && takenAt(state.books, slot, state.nowMs) > 0) touched.add(slot >> 2);
  }
  return touched;
}

export function readBest(
  state: ExchangeState,
  index: number,
  market: Market,
  touched: ReadonlySet<number>,
  out: BestQuote,
): void {
  if (touched.has(index)) {
    const bid = bookSide(state, index, market, "SELL", 1)[0];
    const ask = bookSide(state, index, market, "BUY", 1)[0];
    out.bid = bid?.price ?? 0;
    out.bidQuantity = bid?.quantity ?? 0;
    out.ask = ask?.price ?? 0;
    out.askQuantity = ask?.quantity ?? 0;
    return;
  }
  const second = secondOf(state.nowMs);
  readTouch(state.world, index, market, second, touch);
  readLevel(state.world, index, market, "SELL", second, touch, 0, level);
  out.bid = level.price;
  out.bidQuantity = level.quantity;
  readLevel(state.world, index, market, "BUY", second, touch, 0, level);
  out.ask = level.price;
  out.askQuantity = level.quantity;
}

/** Levels that differ from one side to its next; what is gone is sent with quantity zero. */
export function changedLevels(before: readonly Level[], after: readonly Level[]): Level[] {
  const old = new Map(before.map((each) => [each.price, each.quantity]));
  const changed: Level[] = [];
  for (const each of after) {
    if (old.get(each.price) !== each.quantity) changed.push(each);
    old.delete(each.price);
  }
  for (const price of old.keys()) changed.push({ price, quantity: 0 });
  return changed;
}
