import type { ExchangeState } from "../exchange/state.ts";
import type { Order } from "../order/order.ts";
import type { Market } from "../world/instrument.ts";
import { bookSlot, type Side } from "./quote.ts";

const NOBODY: readonly Order[] = [];
const takerOf = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY");
const slotOf = (order: Order): number => bookSlot(order.instrument, order.market, takerOf(order.side));

/** What takers of this side meet. */
export const ladderOf = (state: ExchangeState, instrument: number, market: Market, taker: Side): readonly Order[] =>
  state.ladders.get(bookSlot(instrument, market, taker)) ?? NOBODY;

/** Negative when the first goes before the second. */
function precedes(a: Order, b: Order): number {
  if (a.price === b.price) return a.priority - b.priority;
  return a.side === "BUY" ? b.price - a.price : a.price - b.price;
}

/** Where an order stands, or would stand. No two orders have the same place. */
function placeOf(ladder: readonly Order[], order: Order): number {
  let low = 0;
  let high = ladder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = ladder[middle];
    if (other !== undefined && precedes(other, order) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function addToLadder(state: ExchangeState, order: Order): void {
  const slot = slotOf(order);
  const ladder = state.ladders.get(slot);
  if (ladder === undefined) state.ladders.set(slot, [order]);
  else ladder.splice(placeOf(ladder, order), 0, order);
}

export function removeFromLadder(state: ExchangeState, order: Order): void {
  const slot = slotOf(order);
  const ladder = state.ladders.get(slot);
  if (ladder === undefined) return;
  const at = placeOf(ladder, order);
  if (ladder[at] !== order) return;
  if (ladder.length === 1) state.ladders.delete(slot);
  else ladder.splice(at, 1);
}
