import { bookSlot } from "../book/quote.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { sweepOrders } from "../order/sweep.ts";
import type { Instrument } from "../world/instrument.ts";
import { positionsOf } from "./account.ts";
import { settlePart } from "./liquidation.ts";

/**
 * Before a contract counts in other units: its orders end, and of each position what makes no whole lot of the new units
 * is settled at the mark price. The rest shrinks by the factor, at the same cost.
 */
export function redenominatePositions(
  state: ExchangeState,
  instrument: Instrument,
  factor: number,
  events: ExchangeEvent[],
): void {
  sweepOrders(state, instrument.index, "futures", events);
  for (const taker of ["BUY", "SELL"] as const) state.books.taken[bookSlot(instrument.index, "futures", taker)] = 0;
  const unit = factor * instrument.futures.step;
  for (const account of state.accounts.values()) {
    for (const position of positionsOf(account, instrument.index)) {
      const odd = Math.abs(position.quantity) % unit;
      if (odd > 0) settlePart(state, account, position, odd, events);
      position.quantity /= factor;
      position.updatedMs = state.nowMs;
    }
  }
}
