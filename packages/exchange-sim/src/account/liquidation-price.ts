import type { ExchangeState } from "../exchange/state.ts";
import { type Account, marginTypeOf, type Position } from "./account.ts";
import { bracketOf, maintenanceMargin, markOf, markValue, unrealizedPnl } from "./margin.ts";
import { walletOf } from "./money.ts";

/**
 * The mark price at which margin meets maintenance margin within today's tier, printed to the contract's digits:
 * long (cost − margin − deduction) ÷ (q × (1 − m)), short (cost + margin + deduction) ÷ (q × (1 + m)).
 */
export function liquidationPrice(state: ExchangeState, account: Account, position: Position): string {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined || position.quantity === 0) return "0";
  const mark = markOf(state, instrument.index);
  const value = markValue(instrument, mark, Math.abs(position.quantity));
  const tier = bracketOf(instrument.brackets, value);
  const margin = marginBehind(state, account, position);
  const long = position.quantity > 0;
  const numerator = long ? position.cost - margin - tier.deduction : position.cost + margin + tier.deduction;
  if (numerator <= 0n) return "0";
  const share = BigInt(long ? 1_000_000 - tier.maintenancePpm : 1_000_000 + tier.maintenancePpm);
  const quantity = Math.abs(position.quantity) / 10 ** instrument.futures.quantityScale;
  const price = Number((numerator * 1_000_000n) / share) / 1e18 / quantity;
  return price.toFixed(Math.min(8, instrument.futures.priceScale + 2));
}

/** Isolated: its own margin. Crossed: the free wallet with every other crossed position's profit and maintenance. */
function marginBehind(state: ExchangeState, account: Account, position: Position): bigint {
  if (marginTypeOf(account, position.instrument) === "ISOLATED") return position.isolatedMargin;
  let margin: bigint = walletOf(state, account);
  for (const other of account.positions.values()) {
    if (marginTypeOf(account, other.instrument) === "ISOLATED") margin -= other.isolatedMargin;
    else if (other !== position) margin += unrealizedPnl(state, other) - maintenanceMargin(state, other);
  }
  return margin;
}
