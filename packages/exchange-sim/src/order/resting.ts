import { reducibleBy, syntheticWithin, takeSynthetic } from "../book/plan.ts";
import {
  bookSlot,
  createTouch,
  flowAt,
  type Level,
  readLevel,
  readTouch,
  type Side,
  type Touch,
} from "../book/quote.ts";
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

/**
 * One second of market against all resting orders, oldest first. The market trades through an order when the other
 * side's best price comes to it; at the touch an order waits behind the size that was there before it, and the second's
 * flow of aggressors, shared by all orders of that side, works the queue off.
 */
export function matchResting(state: ExchangeState, events: ExchangeEvent[]): void {
  const second = secondOf(state.nowMs);
  const flows = new Map<number, number>();
  for (const order of state.resting.values()) {
    if (!state.resting.has(order.id)) continue;
    if (order.goodTillMs > 0 && state.nowMs >= order.goodTillMs) {
      closeOrder(state, order, "EXPIRED", "good-till-date", events);
      continue;
    }
    const capacity = order.reduceOnly ? Math.min(remainingOf(order), reducibleBy(state, order)) : remainingOf(order);
    if (capacity <= 0) continue;
    readTouch(state.world, order.instrument, order.market, second, touch);
    const buys = order.side === "BUY";
    if (buys ? touch.ask <= order.price : touch.bid >= order.price) tradeThrough(state, order, capacity, events);
    else if (buys ? touch.bid <= order.price : touch.ask >= order.price) {
      workQueue(state, order, capacity, second, flows, events);
    }
  }
}

function tradeThrough(state: ExchangeState, order: Order, capacity: number, events: ExchangeEvent[]): void {
  const ask = {
    account: order.account,
    market: order.market,
    instrument: order.instrument,
    side: order.side,
    limit: order.price,
    quantity: capacity,
  };
  const quantity = syntheticWithin(state, ask);
  if (quantity === 0) return;
  takeSynthetic(state, ask, quantity);
  fillMaker(state, order, order.price, quantity, events);
}

function workQueue(
  state: ExchangeState,
  order: Order,
  capacity: number,
  second: number,
  flows: Map<number, number>,
  events: ExchangeEvent[],
): void {
  const taker = takerOf(order);
  const best = taker === "SELL" ? touch.bid : touch.ask;
  if (order.queueAhead < 0) order.queueAhead = best === order.price ? sizeAt(state, order, taker, second) : 0;
  const slot = bookSlot(order.instrument, order.market, taker);
  const flow = flows.get(slot) ?? flowAt(state.world, order.instrument, order.market, taker, second, touch.middle);
  // An order that improves the touch is alone at its price: nothing is ahead of it.
  const ahead = best === order.price ? Math.min(order.queueAhead, flow) : 0;
  order.queueAhead -= ahead;
  const quantity = Math.min(capacity, flow - ahead);
  flows.set(slot, flow - ahead - quantity);
  if (quantity > 0) fillMaker(state, order, order.price, quantity, events);
}

function sizeAt(state: ExchangeState, order: Order, taker: Side, second: number): number {
  const found = readLevel(state.world, order.instrument, order.market, taker, second, touch, 0, level);
  return found ? level.quantity : 0;
}
