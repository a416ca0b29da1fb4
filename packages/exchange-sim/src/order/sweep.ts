import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Market } from "../world/instrument.ts";
import { closeOrder } from "./cancel.ts";
import { closeConditional } from "./waiting.ts";

/** Ends all orders of an instrument, waiting ones too: of one market, or of both. */
export function sweepOrders(
  state: ExchangeState,
  instrument: number,
  market: Market | null,
  events: ExchangeEvent[],
): void {
  for (const order of state.resting.values()) {
    if (order.instrument !== instrument || (market !== null && order.market !== market)) continue;
    closeOrder(state, order, "EXPIRED", "delisting", events);
  }
  for (const conditional of state.waiting.values()) {
    const account = state.accounts.get(conditional.account);
    if (account === undefined || conditional.instrument !== instrument) continue;
    if (market === null || conditional.market === market) {
      closeConditional(state, account, conditional, "EXPIRED", events);
    }
  }
}
