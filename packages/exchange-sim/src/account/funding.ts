import { type Amount, divideDown, HOUR_MS } from "@evenkeel/core/units";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { lastSettledRate, settlesAt } from "../world/settlement.ts";
import { hourMs } from "../world/world.ts";
import { marginTypeOf } from "./account.ts";
import { coverLoss } from "./debt.ts";
import { bookIncome } from "./income.ts";
import { MARK_SCALE, markOf } from "./margin.ts";
import { floorVenue, moveFutures } from "./money.ts";

/**
 * Pays what the finished interval settled at. A positive rate is paid by longs to shorts: the change of a wallet is
 * −quantity × mark × rate, towards minus infinity at 8 digits.
 */
export function payFunding(state: ExchangeState, events: ExchangeEvent[]): void {
  const hour = Math.round((state.nowMs - hourMs(0)) / HOUR_MS);
  for (const account of state.accounts.values()) {
    for (const position of account.positions.values()) {
      const instrument = state.world.instruments[position.instrument];
      if (instrument === undefined || !settlesAt(hour, instrument.intervalHours)) continue;
      const rate = lastSettledRate(state.world, instrument.index);
      const scale = instrument.futures.quantityScale + MARK_SCALE + 8;
      const product = -BigInt(position.quantity) * BigInt(markOf(state, instrument.index)) * BigInt(rate);
      const amount = floorVenue(
        scale <= 18 ? product * 10n ** BigInt(18 - scale) : divideDown(product, 10n ** BigInt(scale - 18)),
      );
      if (amount === 0n) continue;
      moveFutures(state, "funding", account, amount);
      coverLoss(state, account, events);
      if (marginTypeOf(account, instrument.index) === "ISOLATED") {
        position.isolatedMargin = (position.isolatedMargin + amount) as Amount;
      }
      bookIncome(state, account, instrument.futures.symbol, "FUNDING_FEE", amount, null);
      events.push({
        kind: "funding",
        timeMs: state.nowMs,
        account: account.name,
        instrument: instrument.index,
        positionSide: position.side,
        amount,
      });
    }
  }
}
