import type { Amount } from "@evenkeel/core/units";
import type { ConditionalOrder } from "../order/conditional.ts";
import type { Order, PositionSide, Trade } from "../order/order.ts";
import type { Market } from "../world/instrument.ts";
import type { FeeSchedule } from "./fees.ts";

export interface SpotBalance {
  free: Amount;
  locked: Amount;
}

export type MarginType = "ISOLATED" | "CROSSED";

export interface Position {
  readonly instrument: number;
  /** Long and short are held beside each other in hedge mode; BOTH is the one position of an account without it. */
  readonly side: PositionSide;
  /** Mantissa at the contract's quantity scale; negative is short. */
  quantity: number;
  /** What the open quantity cost: price × quantity summed, always positive. Entry price is cost over quantity. */
  cost: Amount;
  /** The part of the wallet set aside for this position; 0 when crossed. */
  isolatedMargin: Amount;
  updatedMs: number;
}

export type IncomeType = "FUNDING_FEE" | "COMMISSION" | "REALIZED_PNL" | "TRANSFER" | "INSURANCE_CLEAR";

export interface Income {
  readonly id: number;
  /** Empty for a transfer. */
  readonly symbol: string;
  readonly type: IncomeType;
  readonly amount: Amount;
  readonly asset: string;
  readonly timeMs: number;
  readonly tradeId: number | null;
}

export interface Account {
  /** The API key. */
  readonly name: string;
  readonly number: number;
  readonly fees: FeeSchedule;
  readonly feeTier: number;
  /** Whether commissions are paid in the venue's own coin, where there is enough of it. */
  readonly feeDiscount: Record<Market, boolean>;
  spot: Map<string, SpotBalance>;
  /** Beside the one wallet of a unified account: it trades nothing and is no margin. Empty elsewhere. */
  funding: Map<string, Amount>;
  /** Always zero where one wallet carries both markets: `walletOf` tells what is behind contracts. */
  futuresWallet: Amount;
  /** Of the venue's own coin, beside the wallet: it pays commissions and is no margin. */
  futuresDiscountCoin: Amount;
  hedgeMode: boolean;
  /** Of the contracts for which nothing was set. */
  marginMode: MarginType;
  leverageDefault: number;
  leverage: Map<number, number>;
  marginType: Map<number, MarginType>;
  /** By `positionKey`. */
  positions: Map<number, Position>;
  orders: Map<number, Order>;
  openOrders: Set<number>;
  /** Newest order of each client id: `market:instrument:clientOrderId`. */
  clientIds: Map<string, number>;
  conditionals: Map<number, ConditionalOrder>;
  /** Newest conditional order of each client id. */
  conditionalClientIds: Map<string, number>;
  spotTrades: Trade[];
  futuresTrades: Trade[];
  income: Income[];
  transfers: number;
}

/** Memory is bounded: beyond these the oldest closed rows are forgotten, as a venue forgets them. */
export const ORDERS_KEPT_MAX = 20_000;
export const CONDITIONALS_KEPT_MAX = 5_000;
export const TRADES_KEPT_MAX = 50_000;
export const INCOME_KEPT_MAX = 100_000;

/** Drops the older half when full, so that keeping the limit costs little per row. */
export function append<T>(rows: T[], row: T, rowsMax: number): void {
  rows.push(row);
  if (rows.length > rowsMax) rows.splice(0, rowsMax >> 1);
}

export const leverageOf = (account: Account, instrument: number): number =>
  account.leverage.get(instrument) ?? account.leverageDefault;
export const marginTypeOf = (account: Account, instrument: number): MarginType =>
  account.marginType.get(instrument) ?? account.marginMode;

/** Beyond every instrument's index. */
const SHORTS_FROM = 1 << 20;
/** An account is in one mode at a time, so that its one position and its long one never meet. */
export const positionKey = (instrument: number, side: PositionSide): number =>
  side === "SHORT" ? instrument + SHORTS_FROM : instrument;
export const positionOf = (account: Account, instrument: number, side: PositionSide): Position | undefined =>
  account.positions.get(positionKey(instrument, side));
/** One position, or in hedge mode up to two. */
export const positionsOf = (account: Account, instrument: number): readonly Position[] =>
  (["BOTH", "SHORT"] as const).flatMap((side) => positionOf(account, instrument, side) ?? []);

export function spotBalance(account: Account, asset: string): SpotBalance {
  let balance = account.spot.get(asset);
  if (balance === undefined) {
    balance = { free: 0n as Amount, locked: 0n as Amount };
    account.spot.set(asset, balance);
  }
  return balance;
}
