import type { Account } from "../../../account/account.ts";
import type { Trade } from "../../../order/order.ts";

/** What the fills of one order add up to. */
export interface Totals {
  readonly fees: bigint;
  readonly fills: number;
  readonly lastFillMs: number | null;
}

export const NO_TOTALS: Totals = { fees: 0n, fills: 0, lastFillMs: null };

export function addFill(totals: Totals, trade: Trade): Totals {
  return { fees: totals.fees + trade.commission, fills: totals.fills + 1, lastFillMs: trade.timeMs };
}

/** Sums of every order that still has fills among those that are kept. */
export function totalsOf(account: Account): ReadonlyMap<number, Totals> {
  const totals = new Map<number, Totals>();
  for (const trade of account.spotTrades) {
    totals.set(trade.orderId, addFill(totals.get(trade.orderId) ?? NO_TOTALS, trade));
  }
  return totals;
}
