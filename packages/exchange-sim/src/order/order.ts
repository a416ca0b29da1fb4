import type { Amount } from "@evenkeel/core/units";
import type { Side } from "../book/quote.ts";
import type { Market } from "../world/instrument.ts";

export type OrderType = "LIMIT" | "MARKET" | "LIMIT_MAKER";
/** GTD is GTC until `goodTillMs`. */
export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTX" | "GTD";
export type OrderStatus = "NEW" | "PARTIALLY_FILLED" | "FILLED" | "CANCELED" | "EXPIRED" | "EXPIRED_IN_MATCH";
/** Who asked for the order: the account, or the venue closing a position for it. */
export type OrderOrigin = "account" | "liquidation" | "deleveraging" | "settlement";
/** What the venue does when an order meets one of the same account. The order that comes in decides. */
export type SelfTradePrevention = "NONE" | "EXPIRE_TAKER" | "EXPIRE_MAKER" | "EXPIRE_BOTH";
export type PositionSide = "BOTH" | "LONG" | "SHORT";
/** Why an order ended without being filled. */
export type EndReason =
  | "none"
  | "self-trade"
  | "unfilled"
  | "fill-or-kill"
  | "post-only"
  | "reduce-only"
  | "good-till-date"
  | "uncovered"
  | "liquidation"
  | "delisting";

export interface Order {
  readonly id: number;
  readonly account: string;
  readonly market: Market;
  readonly instrument: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  readonly positionSide: PositionSide;
  readonly origin: OrderOrigin;
  readonly selfTradePrevention: SelfTradePrevention;
  /** Venue time at which the rest expires; 0 is never. */
  readonly goodTillMs: number;
  /** What a spot market order was asked to spend or to earn; 0 where a quantity was asked for. */
  readonly quoteQuantity: Amount;
  /** The conditional order that became this one. */
  readonly conditionalId: number | null;
  readonly createdMs: number;
  /** Mantissa at the market's price scale; 0 for a market order. An amendment may change it. */
  price: number;
  quantity: number;
  /** Time priority among orders at one price: the lower, the earlier. An amendment may lose the place. */
  priority: number;
  amendments: number;
  executed: number;
  /** Sum of price × quantity over the fills. */
  quote: Amount;
  status: OrderStatus;
  endReason: EndReason;
  updatedMs: number;
  /** Synthetic size that was at this price before us and still is. −1 until the touch first comes to the price. */
  queueAhead: number;
}

export const isOpen = (order: Order): boolean => order.status === "NEW" || order.status === "PARTIALLY_FILLED";
export const remainingOf = (order: Order): number => order.quantity - order.executed;
/** In hedge mode the side tells what only closes: such an order is reduce-only whether that was said or not. */
export const closesSide = (side: Side, positionSide: PositionSide): boolean =>
  positionSide !== "BOTH" && (positionSide === "LONG") === (side === "SELL");
/** A limit order whose rest waits in the book. */
export const canRest = (type: OrderType, timeInForce: TimeInForce): boolean =>
  type === "LIMIT_MAKER" || (type === "LIMIT" && timeInForce !== "IOC" && timeInForce !== "FOK");
export const isPostOnly = (type: OrderType, timeInForce: TimeInForce): boolean =>
  type === "LIMIT_MAKER" || (type === "LIMIT" && timeInForce === "GTX");

export interface Trade {
  readonly id: number;
  readonly orderId: number;
  readonly account: string;
  readonly market: Market;
  readonly instrument: number;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly price: number;
  readonly quantity: number;
  readonly quote: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly realizedPnl: Amount;
  readonly maker: boolean;
  readonly timeMs: number;
}
