import type { Amount } from "@evenkeel/core/units";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Account, marginTypeOf } from "./account.ts";
import { bookIncome } from "./income.ts";
import { moveFutures, poolAmount, walletOf } from "./money.ts";

export const insuranceFund = (state: ExchangeState): Amount =>
  poolAmount(state, "insurance", quoteAssetOf(state.world));

/** Moves money between the fund and an account, with its row and its event. A negative amount is a fee to the fund. */
export function settleInsurance(
  state: ExchangeState,
  account: Account,
  index: number,
  change: bigint,
  events: ExchangeEvent[],
): void {
  const instrument = state.world.instruments[index];
  if (change === 0n || instrument === undefined) return;
  const amount = change as Amount;
  moveFutures(state, "insurance", account, amount);
  bookIncome(state, account, instrument.futures.symbol, "INSURANCE_CLEAR", amount, null);
  events.push({ kind: "insurance", timeMs: state.nowMs, account: account.name, instrument: index, amount });
}

/** An account without crossed positions never stays below zero: the fund pays, however little it has. */
export function coverShortfall(state: ExchangeState, account: Account, index: number, events: ExchangeEvent[]): void {
  let left: bigint = walletOf(state, account);
  for (const position of account.positions.values()) {
    if (marginTypeOf(account, position.instrument) === "CROSSED") return;
    left -= position.isolatedMargin;
  }
  if (left < 0n) settleInsurance(state, account, index, -left, events);
}
