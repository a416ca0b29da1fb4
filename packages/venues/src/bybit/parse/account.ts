import type { Balance, VenuePosition } from "@evenkeel/core/events";
import { type Asset, asset } from "@evenkeel/core/ids";
import { type Amount, negate, type Quantity, subtract, ZERO } from "@evenkeel/core/units";
import { amountOf, type Fields, fields, floatOf, list, Malformed, text } from "../../common/decode/json.ts";
import { informativePrice, type Market, type Markets, quantityFromWire } from "../../common/market/market.ts";
import { isEmpty, pageOf, resultOf } from "./answer.ts";

export type Debt = { readonly asset: Asset; readonly amount: Amount };

/** What one unified account holds of each coin, and what it borrowed by itself to do so. */
export type WalletAnswer = { readonly balances: readonly Balance[]; readonly debts: readonly Debt[] };

const amountOrZero = (row: Fields, key: string): Amount => (isEmpty(row, key) ? ZERO : amountOf(row, key));
const least = (a: Amount, b: Amount): Amount => (a < b ? a : b);

/**
 * Wallet balances, without unrealised profit: that is not money until it is closed. Free is what neither a resting
 * order nor a position binds, less what open positions stand to lose; the account's own sums are empty where every
 * position stands alone.
 */
function balanceOf(row: Fields): Balance {
  const total = amountOf(row, "walletBalance");
  const bound = ["locked", "totalOrderIM", "totalPositionIM"].reduce(
    (sum, key) => subtract(sum, amountOrZero(row, key)),
    least(ZERO, amountOrZero(row, "unrealisedPnl")),
  );
  const free = subtract(total, negate(bound));
  return { wallet: "unified", asset: asset(text(row, "coin")), total, free: free > ZERO ? free : ZERO };
}

/** A liability of either kind: for a spot trade on margin, or for losses of contracts. */
function debtOf(row: Fields): Debt {
  const borrowed = amountOrZero(row, "borrowAmount");
  const spot = amountOrZero(row, "spotBorrow");
  return { asset: asset(text(row, "coin")), amount: borrowed > spot ? borrowed : spot };
}

export function parseWallet(answer: unknown): WalletAnswer {
  const accounts = list(resultOf(answer)["list"], "list").map((each) => fields(each, "account"));
  const account = accounts.find((each) => each["accountType"] === "UNIFIED");
  if (account === undefined) throw new Malformed("no unified account is told of");
  const coins = list(account["coin"], "coin").map((each) => fields(each, "coin"));
  return {
    balances: coins.map(balanceOf).filter(({ total, free }) => total !== ZERO || free !== ZERO),
    debts: coins.map(debtOf).filter(({ amount }) => amount > ZERO),
  };
}

export type MarginMode = "isolated" | "regular" | "portfolio";
export type AccountInfo = { readonly unified: boolean; readonly marginMode: MarginMode };

const MARGIN_MODES: Readonly<Record<string, MarginMode>> = {
  ISOLATED_MARGIN: "isolated",
  REGULAR_MARGIN: "regular",
  PORTFOLIO_MARGIN: "portfolio",
};
/** 1 is a classic account; 3 and 4 are the first kind of unified ones, 5 and 6 the second (docs/v5/acct-mode). */
const UNIFIED_STATUSES: ReadonlySet<unknown> = new Set([3, 4, 5, 6]);

export function parseAccountInfo(answer: unknown): AccountInfo {
  const info = resultOf(answer);
  const mode = text(info, "marginMode");
  const marginMode = Object.hasOwn(MARGIN_MODES, mode) ? MARGIN_MODES[mode] : undefined;
  if (marginMode === undefined) throw new Malformed(`marginMode ${mode.slice(0, 40)} is unknown`);
  return { unified: UNIFIED_STATUSES.has(info["unifiedMarginStatus"]), marginMode };
}

export type PositionMode = "one-way" | "hedge";

export type PositionPage = {
  readonly positions: readonly VenuePosition[];
  /** Of the contracts that are told of, with or without a position. */
  readonly mode: PositionMode;
  readonly cursor: string;
};

function leverageOf(row: Fields): number {
  const leverage = floatOf(row, "leverage");
  if (!(leverage > 0)) throw new Malformed("leverage is none");
  return leverage;
}

const SIGNS: Readonly<Record<string, number>> = { Buy: 1, Sell: -1 };

function positionOf(row: Fields, market: Market, marginIsolated: boolean): VenuePosition {
  const side = text(row, "side");
  const sign = Object.hasOwn(SIGNS, side) ? (SIGNS[side] ?? 0) : 0;
  if (sign === 0) throw new Malformed(`a position on the side ${side.slice(0, 40)}`);
  const liquidation = isEmpty(row, "liqPrice") ? 0 : informativePrice(market, text(row, "liqPrice"), "liqPrice");
  const mark = isEmpty(row, "markPrice") ? 0 : informativePrice(market, text(row, "markPrice"), "markPrice");
  return {
    instrument: market.instrument.index,
    quantity: (quantityFromWire(market, text(row, "size"), "size") * sign) as Quantity,
    entryPrice: informativePrice(market, text(row, "avgPrice"), "avgPrice"),
    liquidationPrice: liquidation > 0 ? (liquidation as VenuePosition["entryPrice"]) : null,
    markPrice: mark > 0 ? (mark as VenuePosition["entryPrice"]) : null,
    marginIsolated,
    leverage: leverageOf(row),
  };
}

const isHeld = (row: Fields): boolean => amountOf(row, "size") !== ZERO;

/** Open positions. One on a contract that is not in the catalogue is no reason to look away, so it fails the read. */
export function parsePositions(answer: unknown, markets: Markets, marginIsolated: boolean): PositionPage {
  const { rows, cursor } = pageOf(answer);
  const positions = rows.filter(isHeld).map((row) => {
    const symbol = text(row, "symbol");
    const market = markets.perpetual.get(symbol);
    if (market === undefined) throw new Malformed(`a position in ${symbol}, which the catalogue does not have`);
    return positionOf(row, market, marginIsolated);
  });
  return { positions, mode: rows.some((row) => row["positionIdx"] !== 0) ? "hedge" : "one-way", cursor };
}

/** Leverage of a contract with or without a position. */
export function parseLeverage(answer: unknown): { readonly leverage: number; readonly mode: PositionMode } {
  const { rows } = pageOf(answer);
  const [row] = rows;
  if (row === undefined) throw new Malformed("no position is told of");
  return { leverage: leverageOf(row), mode: rows.some((each) => each["positionIdx"] !== 0) ? "hedge" : "one-way" };
}
