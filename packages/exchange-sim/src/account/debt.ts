import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { closeOrder, openOrdersOf } from "../order/cancel.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Account, spotBalance } from "./account.ts";
import { isUnified } from "./money.ts";

/** Ends resting spot purchases of a unified account, newest first, for as long as that is wanted. */
export function releaseSpotBuys(
  state: ExchangeState,
  account: Account,
  wanted: () => boolean,
  events: ExchangeEvent[],
): void {
  if (!isUnified(state)) return;
  for (const order of openOrdersOf(state, account, "spot", null).reverse()) {
    if (!wanted()) return;
    if (order.side === "BUY") closeOrder(state, order, "EXPIRED", "uncovered", events);
  }
}

/**
 * A loss of contracts may reach into what spot purchases hold. Nothing is lent here, so they are given up before they
 * could be filled on credit.
 */
export function coverLoss(state: ExchangeState, account: Account, events: ExchangeEvent[]): void {
  const asset = quoteAssetOf(state.world);
  releaseSpotBuys(state, account, () => spotBalance(account, asset).free < 0n, events);
}
