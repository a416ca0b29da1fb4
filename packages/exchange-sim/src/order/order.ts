import type { Amount } from "@evenkeel/core/units";
import type { Side } from "../book/quote.ts";
import type { Market } from "../world/instrument.ts";

export type OrderType = "LIMIT" | "MARKET" | "LIMIT_MAKER";
export type TimeInForce = "GTC" | "IOC" | "FOK" | "GTX";
export type OrderStatus = "NEW" | "PARTIALLY_FILLED" | "FILLED" | "CANCELED" | "EXPIRED" | "EXPIRED_IN_MATCH";
/** Who asked for the order: the account, or the venue closing a position for it. */
export type OrderOrigin = "account" | "liquidation" | "settlement";

export interface Order {
  readonly id: number;
  readonly account: string;
  readonly market: Market;
  readonly instrument: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Mantissa at the market's price scale; 0 for a market order. */
  readonly price: number;
  readonly quantity: number;
  readonly reduceOnly: boolean;
  readonly origin: OrderOrigin;
  readonly createdMs: number;
  executed: number;
  /** Sum of price × quantity over the fills. */
  quote: Amount;
  status: OrderStatus;
  updatedMs: number;
  /** Synthetic size that was at this price before us and still is. −1 until the touch first comes to the price. */
  queueAhead: number;
}

export const isOpen = (order: Order): boolean => order.status === "NEW" || order.status === "PARTIALLY_FILLED";
export const remainingOf = (order: Order): number => order.quantity - order.executed;

export interface Trade {
  readonly id: number;
  readonly orderId: number;
  readonly account: string;
  readonly market: Market;
  readonly instrument: number;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
  readonly quote: Amount;
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly realizedPnl: Amount;
  readonly maker: boolean;
  readonly timeMs: number;
}
