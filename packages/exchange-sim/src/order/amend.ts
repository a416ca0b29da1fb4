import { formatMantissa, ok, type Result } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import { planTaker, reducibleBy } from "../book/plan.ts";
import type { AmendCommand, PlaceCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { specificationOf } from "../world/instrument.ts";
import { checkMoney } from "./afford.ts";
import { announceOrder } from "./announce.ts";
import { closeOrder, findOrder } from "./cancel.ts";
import { type Checked, checkOrder, findInstrument, reject } from "./check.ts";
import { lock, unlock } from "./lock.ts";
import { isPostOnly, type Order } from "./order.ts";
import { askOf, crosses, executePlan, settleRest } from "./place.ts";
import { removeResting } from "./rest.ts";

/** Binance's limit for one order. */
export const AMENDMENTS_MAX = 10_000;

/**
 * Changes a resting order under its own id; its fills stay. What the venue's filters or the money refuse leaves the
 * order as it was. A quantity that is already filled cancels the rest.
 */
export function amendOrder(
  state: ExchangeState,
  account: Account,
  command: AmendCommand,
  events: ExchangeEvent[],
): Result<Order, Rejection> {
  const instrument = findInstrument(state, command.market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const order = findOrder(account, command.market, instrument.index, command.orderId, command.clientOrderId);
  if (order === undefined || !state.resting.has(order.id)) return reject("unknown-order");
  if (order.amendments >= AMENDMENTS_MAX) return reject("amend-limit");
  const { priceScale, quantityScale } = specificationOf(instrument, command.market);
  const replacement: PlaceCommand = {
    kind: "place",
    venueTimeMs: command.venueTimeMs,
    account: account.name,
    market: order.market,
    symbol: command.symbol,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    quantity: command.quantity ?? formatMantissa(order.quantity, quantityScale),
    price: command.price ?? formatMantissa(order.price, priceScale),
    clientOrderId: order.clientOrderId,
    reduceOnly: order.reduceOnly,
    positionSide: order.positionSide,
    selfTradePrevention: order.selfTradePrevention,
    goodTillMs: order.goodTillMs,
  };
  const checked = checkOrder(state, account, replacement, order);
  if (!checked.ok) return checked;
  const { price, quantity } = checked.value;
  if (price === order.price && quantity === order.quantity) return reject("amend-unchanged");
  if (quantity <= order.executed) {
    closeOrder(state, order, "CANCELED", "none", events);
    return ok(order);
  }
  if (price === order.price && quantity < order.quantity) return ok(shrink(state, account, order, quantity, events));
  return replace(state, account, order, checked.value, replacement, events);
}

/** Less at the same price keeps its place. */
function shrink(
  state: ExchangeState,
  account: Account,
  order: Order,
  quantity: number,
  events: ExchangeEvent[],
): Order {
  unlock(state, account, order);
  order.quantity = quantity;
  lock(state, account, order);
  order.amendments += 1;
  order.updatedMs = state.nowMs;
  announceOrder(state, order, null, events, true);
  return order;
}

/** Anything else goes to the end of the queue at its price, and takes what is there on the way. */
function replace(
  state: ExchangeState,
  account: Account,
  order: Order,
  checked: Checked,
  replacement: PlaceCommand,
  events: ExchangeEvent[],
): Result<Order, Rejection> {
  const wanted = checked.quantity - order.executed;
  const left = order.reduceOnly ? Math.min(wanted, reducibleBy(state, order)) : wanted;
  const ask = askOf(state, account, checked, replacement, left);
  const plan = planTaker(state, ask);
  if (isPostOnly(order.type, order.timeInForce) && crosses(plan)) {
    closeOrder(state, order, "CANCELED", "post-only", events);
    return ok(order);
  }
  // The order's own money and margin are free for what takes its place.
  const before = order.quantity;
  unlock(state, account, order);
  order.quantity = order.executed;
  const refused = checkMoney(state, account, { ...checked, quantity: wanted }, replacement, plan);
  order.quantity = before;
  if (refused !== null) {
    lock(state, account, order);
    return { ok: false, error: refused };
  }
  removeResting(state, account, order);
  order.price = checked.price;
  order.quantity = checked.quantity;
  order.priority = state.nextPriority++;
  order.queueAhead = -1;
  order.amendments += 1;
  order.updatedMs = state.nowMs;
  announceOrder(state, order, null, events, true);
  executePlan(state, ask, order, plan, events);
  settleRest(state, account, order, plan, events);
  return ok(order);
}
