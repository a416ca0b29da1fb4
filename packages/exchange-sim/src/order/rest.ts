import type { Account } from "../account/account.ts";
import { addToLadder, removeFromLadder } from "../book/ladder.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Order } from "./order.ts";

/** Puts an order on the book. Its price and its priority stay as they are while it is there. */
export function addResting(state: ExchangeState, account: Account, order: Order): void {
  state.resting.set(order.id, order);
  account.openOrders.add(order.id);
  addToLadder(state, order);
  if (order.goodTillMs > 0) state.dated.add(order.id);
}

/** Takes an order off the book. What it held is its caller's to give back. */
export function removeResting(state: ExchangeState, account: Account, order: Order): void {
  if (!state.resting.delete(order.id)) return;
  account.openOrders.delete(order.id);
  removeFromLadder(state, order);
  state.dated.delete(order.id);
}
