import { toFloat } from "@evenkeel/core/units";
import type { Side } from "../book/quote.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Account, marginTypeOf, type Position, positionsOf } from "./account.ts";
import { markOf, markValue, unrealizedPnl } from "./margin.ts";
import { walletOf } from "./money.ts";

export interface Rival {
  readonly account: Account;
  readonly position: Position;
  readonly score: number;
}

/** Profit over cost times effective leverage; of a loss, divided by it. The highest is deleveraged first. */
export function deleveragingScore(state: ExchangeState, account: Account, position: Position): number {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined || position.quantity === 0) return 0;
  const pnl = toFloat(unrealizedPnl(state, position));
  const value = toFloat(markValue(instrument, markOf(state, instrument.index), Math.abs(position.quantity)));
  const share = pnl / toFloat(position.cost);
  const leverage = Math.max(1, value / Math.max(1, marginBehind(state, account, position)));
  return share > 0 ? share * leverage : share / leverage;
}

function marginBehind(state: ExchangeState, account: Account, position: Position): number {
  if (marginTypeOf(account, position.instrument) === "ISOLATED") {
    return toFloat(position.isolatedMargin) + toFloat(unrealizedPnl(state, position));
  }
  let margin = toFloat(walletOf(state, account));
  for (const each of account.positions.values()) {
    if (marginTypeOf(account, each.instrument) === "ISOLATED") margin -= toFloat(each.isolatedMargin);
    else margin += toFloat(unrealizedPnl(state, each));
  }
  return margin;
}

/** Who holds the other side of a position that an order of this side closes, first to be deleveraged first. */
export function rankRivals(state: ExchangeState, instrument: number, side: Side): readonly Rival[] {
  const rivals: Rival[] = [];
  for (const account of state.accounts.values()) {
    for (const position of positionsOf(account, instrument)) {
      if (side === "SELL" ? position.quantity > 0 : position.quantity < 0) continue;
      rivals.push({ account, position, score: deleveragingScore(state, account, position) });
    }
  }
  return rivals.sort((a, b) => b.score - a.score || a.account.number - b.account.number);
}

const QUANTILES = 5;

/** Which fifth of its side a position is in: 4 is deleveraged first. Accounts here are the whole queue. */
export function deleveragingQuantile(state: ExchangeState, position: Position): number {
  if (position.quantity === 0) return 0;
  const queue = rankRivals(state, position.instrument, position.quantity > 0 ? "BUY" : "SELL");
  const at = queue.findIndex((rival) => rival.position === position);
  return at < 0 ? 0 : QUANTILES - 1 - Math.floor((at * QUANTILES) / queue.length);
}
