import type { Result } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import type { Rejection, ReplaceCommand } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { cancelOrder } from "./cancel.ts";
import type { Order } from "./order.ts";
import { placeOrder } from "./place.ts";

/** What was cancelled stays cancelled when the new order is refused: so the venues do it. */
export function replaceOrder(
  state: ExchangeState,
  account: Account,
  command: ReplaceCommand,
  events: ExchangeEvent[],
): Result<Order, Rejection> {
  const cancelled = cancelOrder(state, account, { ...command, kind: "cancel" }, events);
  if (!cancelled.ok && !command.regardless) return cancelled;
  const { venueTimeMs, market, symbol } = command;
  const place = { ...command.order, kind: "place", venueTimeMs, account: account.name, market, symbol } as const;
  return placeOrder(state, account, place, events);
}
