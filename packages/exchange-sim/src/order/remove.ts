import type { Account } from "../account/account.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Order } from "./order.ts";

/** Takes an order off the book. What it held is its caller's to give back. */
export function removeResting(state: ExchangeState, account: Account, order: Order): void {
  state.resting.delete(order.id);
  account.openOrders.delete(order.id);
}
