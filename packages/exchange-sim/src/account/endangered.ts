import { toFloat } from "@evenkeel/core/units";
import type { ExchangeState } from "../exchange/state.ts";
import type { Instrument } from "../world/instrument.ts";
import { type MarkBounds, readMarkBounds } from "../world/sample.ts";
import { type Account, marginTypeOf, type Position } from "./account.ts";
import { walletOf } from "./money.ts";

const bounds: MarkBounds = { low: 0, high: 0 };
/** What the sums below may be off by, as a share of the value: floats and the rounding of the venue's digits. */
const SLACK = 1e-6;

/**
 * Whether any account could fall to its maintenance margin before the current minute is over, wherever the mark price
 * goes within the minute's bounds. Where none could, its seconds need not be looked at one by one.
 */
export function isEndangered(state: ExchangeState): boolean {
  for (const account of state.accounts.values()) {
    if (account.positions.size > 0 && accountEndangered(state, account)) return true;
  }
  return false;
}

function accountEndangered(state: ExchangeState, account: Account): boolean {
  let crossed = toFloat(walletOf(state, account));
  for (const position of account.positions.values()) {
    const instrument = state.world.instruments[position.instrument];
    if (instrument === undefined) continue;
    const worst = worstMargin(state, instrument, position);
    if (marginTypeOf(account, position.instrument) === "ISOLATED") {
      if (toFloat(position.isolatedMargin) + worst <= 0) return true;
      crossed -= toFloat(position.isolatedMargin);
    } else {
      crossed += worst;
    }
  }
  return crossed <= 0;
}

/** The least profit less the most maintenance margin that the bounds allow. */
function worstMargin(state: ExchangeState, instrument: Instrument, position: Position): number {
  readMarkBounds(state.world, instrument.index, bounds);
  const quantity = Math.abs(position.quantity) / 10 ** instrument.futures.quantityScale;
  const cost = toFloat(position.cost);
  const pnl = position.quantity > 0 ? quantity * bounds.low - cost : cost - quantity * bounds.high;
  const value = quantity * bounds.high;
  return pnl - maintenanceAt(instrument, value) - value * SLACK;
}

function maintenanceAt({ brackets }: Instrument, value: number): number {
  for (const { cap, maintenancePpm, deduction } of brackets) {
    if (value <= toFloat(cap)) return (value * maintenancePpm) / 1e6 - toFloat(deduction);
  }
  const last = brackets.at(-1);
  return last === undefined ? 0 : (value * last.maintenancePpm) / 1e6 - toFloat(last.deduction);
}
