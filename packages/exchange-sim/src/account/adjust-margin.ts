import { type Amount, ok, parseAmount, type Result } from "@evenkeel/core/units";
import type { Command, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { findInstrument, reject } from "../order/check.ts";
import { type Account, marginTypeOf, positionOf } from "./account.ts";
import { positionInitialMargin, unrealizedPnl } from "./margin.ts";
import { VENUE_UNIT } from "./money.ts";
import { transferable } from "./settings.ts";

/** Sets more of the wallet aside for one isolated position, or takes back what its initial margin does not need. */
export function adjustMargin(
  state: ExchangeState,
  account: Account,
  command: Extract<Command, { kind: "adjust-margin" }>,
  events: ExchangeEvent[],
): Result<null, Rejection> {
  const instrument = findInstrument(state, "futures", command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const parsed = parseAmount(command.amount);
  if (!parsed.ok || parsed.value === 0n || parsed.value % VENUE_UNIT !== 0n) return reject("margin-amount");
  if (marginTypeOf(account, instrument.index) !== "ISOLATED") return reject("margin-not-isolated");
  const position = positionOf(account, instrument.index, command.positionSide ?? "BOTH");
  if (position === undefined) return reject("margin-no-position");
  const amount = parsed.value;
  if (amount > transferable(state, account)) return reject("margin-wallet-insufficient");
  const pnl = unrealizedPnl(state, position);
  const spare = position.isolatedMargin + (pnl < 0n ? pnl : 0n) - positionInitialMargin(state, account, position);
  if (amount < 0n && -amount > spare) return reject("margin-position-insufficient");
  position.isolatedMargin = (position.isolatedMargin + amount) as Amount;
  position.updatedMs = state.nowMs;
  events.push({
    kind: "setting",
    timeMs: state.nowMs,
    account: account.name,
    instrument: instrument.index,
    setting: "isolated-margin",
  });
  return ok(null);
}
