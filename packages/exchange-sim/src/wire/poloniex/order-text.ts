import { type Amount, divideDown, formatDecimal } from "@evenkeel/core/units";
import type { Account } from "../../account/account.ts";
import { generatedClientId } from "../../order/check.ts";
import type { EndReason, Order, Trade } from "../../order/order.ts";
import type { Market, MarketSpecification } from "../../world/instrument.ts";

/** What the client called the order; null when it left the name to the venue. */
export const clientIdOf = ({ id, clientOrderId }: Pick<Order, "id" | "clientOrderId">): string | null =>
  clientOrderId === generatedClientId(id) ? null : clientOrderId;

/** Futures name every order. */
export const futuresClientId = (order: Order): string => clientIdOf(order) ?? `polo${order.id}`;

export interface OrderName {
  readonly orderId: number | null;
  readonly clientOrderId: string | null;
}

/** An order by either of its names; null when neither makes sense. The venue's own id counts first. */
export function orderName(orderId: string, clientOrderId: string): OrderName | null {
  if (orderId !== "") return /^\d{1,15}$/.test(orderId) ? { orderId: Number(orderId), clientOrderId: null } : null;
  if (clientOrderId === "") return null;
  const own = /^polo(\d{1,15})$/.exec(clientOrderId);
  return own === null ? { orderId: null, clientOrderId } : { orderId: Number(own[1]), clientOrderId: null };
}

/** Quote over quantity at eight digits; "0" before the first fill. */
export function averagePrice({ quantityScale }: MarketSpecification, quote: Amount, quantity: number): string {
  if (quantity === 0) return "0";
  return formatDecimal(divideDown(quote * 10n ** BigInt(quantityScale + 8), BigInt(quantity) * 10n ** 18n), 8);
}

/** PARTIALLY_CANCELED is a state of its own here; what expired counts as cancelled. */
export function stateOf(order: Order): string {
  if (order.status === "NEW" || order.status === "PARTIALLY_FILLED" || order.status === "FILLED") return order.status;
  return order.executed > 0 ? "PARTIALLY_CANCELED" : "CANCELED";
}

const CANCEL_REASONS: Readonly<Record<EndReason, string>> = {
  none: "",
  "self-trade": "LIMIT_MATCH_ORDER_TAKER_SELF_TRADE",
  unfilled: "LIMIT_MATCH_IOC_ORDER_CANNOT_FILLED",
  "fill-or-kill": "LIMIT_MATCH_FOK_ORDER_MAKER_INSUFFICIENT_AVAILABLE_QUANTITY",
  "post-only": "LIMIT_MAKER_ORDER_INCORRECT_PRICE_CONDITION",
  "reduce-only": "NO_MARGIN_QUANTITY_GREAT_THAN_POSITION",
  "good-till-date": "RISK_CANCEL_ORDER_ACTION",
  uncovered: "RISK_CANCEL_ORDER_ACTION",
  liquidation: "FL_CANCEL_ORDER_ACTION",
  delisting: "RISK_CANCEL_ORDER_ACTION",
};

/** Why an order ended without being filled, in the venue's words. */
export function cancelReason({ status, type, endReason }: Order): string {
  if (status === "CANCELED") return "USER_CANCEL_ORDER_ACTION";
  if (type === "MARKET" && endReason === "unfilled") return "MARKET_ORDER_NO_OTHER_SIDE_ORDER";
  return CANCEL_REASONS[endReason];
}

export interface Fees {
  readonly amount: bigint;
  readonly asset: string;
}

/** What each of some orders has paid, in one pass over the account's trades. */
export function feesOf(account: Account, market: Market, orders: readonly Order[]): ReadonlyMap<number, Fees> {
  const wanted = new Set(orders.filter((order) => order.executed > 0).map((order) => order.id));
  const fees = new Map<number, Fees>();
  if (wanted.size === 0) return fees;
  for (const trade of tradesOf(account, market)) {
    if (!wanted.has(trade.orderId)) continue;
    const before = fees.get(trade.orderId)?.amount ?? 0n;
    fees.set(trade.orderId, { amount: before + trade.commission, asset: trade.commissionAsset });
  }
  return fees;
}

export const tradesOf = (account: Account, market: Market): readonly Trade[] =>
  market === "spot" ? account.spotTrades : account.futuresTrades;
