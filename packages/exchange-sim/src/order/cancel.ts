import { ok, type Result } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import { reducibleBy } from "../book/plan.ts";
import type { CancelCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Market } from "../world/instrument.ts";
import { announceOrder } from "./announce.ts";
import { clientKey, findInstrument, reject } from "./check.ts";
import { unlock } from "./lock.ts";
import type { EndReason, Order, OrderStatus } from "./order.ts";
import { removeResting } from "./rest.ts";

/** Ends an open order and gives back what it held. */
export function closeOrder(
  state: ExchangeState,
  order: Order,
  status: OrderStatus,
  endReason: EndReason,
  events: ExchangeEvent[],
): void {
  const account = state.accounts.get(order.account);
  if (account === undefined || !state.resting.has(order.id)) return;
  removeResting(state, account, order);
  unlock(state, account, order);
  endOrder(state, order, status, endReason, events);
}

/** The last word on an order that is in no book. */
export function endOrder(
  state: ExchangeState,
  order: Order,
  status: OrderStatus,
  endReason: EndReason,
  events: ExchangeEvent[],
): void {
  order.status = status;
  order.endReason = endReason;
  order.updatedMs = state.nowMs;
  announceOrder(state, order, null, events);
}

/** An order of this account by the venue's id or by the client's, open or not. */
export function findOrder(
  account: Account,
  market: Market,
  instrument: number,
  orderId: number | null,
  clientOrderId: string | null,
): Order | undefined {
  const id = orderId ?? account.clientIds.get(clientKey(market, instrument, clientOrderId ?? ""));
  const order = id === undefined ? undefined : account.orders.get(id);
  return order?.market === market && order.instrument === instrument ? order : undefined;
}

export function cancelOrder(
  state: ExchangeState,
  account: Account,
  command: CancelCommand,
  events: ExchangeEvent[],
): Result<Order, Rejection> {
  const instrument = findInstrument(state, command.market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const order = findOrder(account, command.market, instrument.index, command.orderId, command.clientOrderId);
  if (order === undefined || !state.resting.has(order.id)) return reject("unknown-order");
  closeOrder(state, order, "CANCELED", "none", events);
  return ok(order);
}

export function cancelAll(
  state: ExchangeState,
  account: Account,
  market: Market,
  symbol: string,
  events: ExchangeEvent[],
): Result<readonly Order[], Rejection> {
  const instrument = findInstrument(state, market, symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const orders = openOrdersOf(state, account, market, instrument.index);
  for (const order of orders) closeOrder(state, order, "CANCELED", "none", events);
  return ok(orders);
}

export function openOrdersOf(
  state: ExchangeState,
  account: Account,
  market: Market,
  instrument: number | null,
): Order[] {
  const orders: Order[] = [];
  for (const id of account.openOrders) {
    const order = state.resting.get(id);
    if (order?.market === market && (instrument === null || order.instrument === instrument)) orders.push(order);
  }
  return orders;
}

/** A reduce-only order that has nothing left to reduce ends by itself. */
export function expireReduceOnly(
  state: ExchangeState,
  account: Account,
  instrument: number,
  events: ExchangeEvent[],
): void {
  for (const order of openOrdersOf(state, account, "futures", instrument)) {
    if (!order.reduceOnly || reducibleBy(state, order) > 0) continue;
    closeOrder(state, order, "EXPIRED", "reduce-only", events);
  }
}
