import { reducibleBy, syntheticWithin, takeSynthetic } from "../book/plan.ts";
import { createTouch, flowAt, type Level, readLevel, readTouch, type Side, type Touch } from "../book/quote.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { secondOf } from "../world/world.ts";
import { closeOrder, expireReduceOnly } from "./cancel.ts";
import { bookFill } from "./fill.ts";
import { type Order, remainingOf } from "./order.ts";

const touch: Touch = createTouch();
const level: Level = { price: 0, quantity: 0 };
const takerOf = (order: Order): Side => (order.side === "BUY" ? "SELL" : "BUY");

export function fillMaker(
  state: ExchangeState,
  order: Order,
  price: number,
  quantity: number,
  events: ExchangeEvent[],
): void {
  bookFill(state, order, { price, quantity, maker: true }, events);
  const account = state.accounts.get(order.account);
  if (account !== undefined && order.market === "futures") expireReduceOnly(state, account, order.instrument, events);
}

/** Orders whose time is over, before anything else of their second. */
export function expireDated(state: ExchangeState, events: ExchangeEvent[]): void {
  for (const id of state.dated) {
    const order = state.resting.get(id);
    if (order !== undefined && state.nowMs >= order.goodTillMs) {
      closeOrder(state, order, "EXPIRED", "good-till-date", events);
    }
  }
}

/** Reused at every second: the orders of one side that the market reaches. */
const reached: Order[] = [];

/**
 * One second of market against all resting orders. The market trades through an order when the other side's best price
 * comes to it; at the touch an order waits behind the size that was there before it, and the second's flow of
 * aggressors works the queue off. Nobody is filled while somebody before him, by price and then by time, still waits.
 */
export function matchResting(state: ExchangeState, events: ExchangeEvent[]): void {
  const second = secondOf(state.nowMs);
  for (const ladder of state.ladders.values()) {
    const first = ladder[0];
    if (first === undefined) continue;
    readTouch(state.world, first.instrument, first.market, second, touch);
    const best = first.side === "BUY" ? touch.bid : touch.ask;
    for (const order of ladder) {
      if (order.side === "BUY" ? order.price < best : order.price > best) break;
      reached.push(order);
    }
    if (reached.length > 0) matchSide(state, second, events);
    reached.length = 0;
  }
}

const capacityOf = (state: ExchangeState, order: Order): number =>
  order.reduceOnly ? Math.min(remainingOf(order), reducibleBy(state, order)) : remainingOf(order);

function matchSide(state: ExchangeState, second: number, events: ExchangeEvent[]): void {
  let flow = -1;
  let worked = 0;
  let aheadBefore = 0;
  let price = -1;
  let blocked = false;
  for (const order of reached) {
    if (!state.resting.has(order.id)) continue;
    const capacity = capacityOf(state, order);
    if (capacity <= 0) continue;
    if (order.side === "BUY" ? touch.ask <= order.price : touch.bid >= order.price) {
      if (!blocked) blocked = tradeThrough(state, order, capacity, events) < capacity;
      continue;
    }
    if (order.price !== price) {
      if (blocked) break;
      if (flow < 0) flow = flowOf(state, order, second);
      price = order.price;
      worked = 0;
      aheadBefore = 0;
    }
    const ahead = queueAheadOf(state, order, second, aheadBefore);
    // What stands before this order and was not yet before the one in front of it.
    const met = Math.min(flow, ahead - aheadBefore);
    aheadBefore = ahead;
    worked += met;
    flow -= met;
    order.queueAhead = ahead - worked;
    const quantity = Math.min(capacity, flow);
    flow -= quantity;
    if (quantity < capacity) blocked = true;
    if (quantity > 0) fillMaker(state, order, order.price, quantity, events);
  }
}

/** Size of the market before an order, as it was when the touch came to its price: never less than of those before. */
function queueAheadOf(state: ExchangeState, order: Order, second: number, atLeast: number): number {
  const best = order.side === "BUY" ? touch.bid : touch.ask;
  // An order that improves the touch is alone at its price: nothing is ahead of it.
  if (best !== order.price) return atLeast;
  if (order.queueAhead < 0) order.queueAhead = sizeAt(state, order, second);
  return Math.max(order.queueAhead, atLeast);
}

function tradeThrough(state: ExchangeState, order: Order, capacity: number, events: ExchangeEvent[]): number {
  const ask = {
    account: order.account,
    market: order.market,
    instrument: order.instrument,
    side: order.side,
    limit: order.price,
    quantity: capacity,
  };
  const quantity = syntheticWithin(state, ask);
  if (quantity === 0) return 0;
  takeSynthetic(state, ask, quantity);
  fillMaker(state, order, order.price, quantity, events);
  return quantity;
}

const flowOf = (state: ExchangeState, order: Order, second: number): number =>
  flowAt(state.world, order.instrument, order.market, takerOf(order), second, touch.middle);

function sizeAt(state: ExchangeState, order: Order, second: number): number {
  const found = readLevel(state.world, order.instrument, order.market, takerOf(order), second, touch, 0, level);
  return found ? level.quantity : 0;
}
