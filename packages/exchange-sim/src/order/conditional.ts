import type { Amount } from "@evenkeel/core/units";
import type { Side } from "../book/quote.ts";
import type { Reason } from "../exchange/rejection.ts";
import type { Market } from "../world/instrument.ts";
import type { PositionSide, SelfTradePrevention, TimeInForce } from "./order.ts";

/** A stop follows the market, a take-profit waits for it to come; a trailing stop moves its trigger along. */
export type TriggerKind = "STOP" | "TAKE_PROFIT" | "TRAILING_STOP";
/** Which price has to come to the trigger. */
export type TriggerPrice = "MARK" | "LAST" | "INDEX";
/** TRIGGERED: its order is in the book. FINISHED: that order has ended. REJECTED: the venue refused it on triggering. */
export type ConditionalStatus = "NEW" | "TRIGGERED" | "FINISHED" | "CANCELED" | "REJECTED" | "EXPIRED";

/** An order that waits outside the book until a price is reached. */
export interface ConditionalOrder {
  readonly id: number;
  readonly account: string;
  readonly market: Market;
  readonly instrument: number;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly trigger: TriggerKind;
  readonly triggerBy: TriggerPrice;
  readonly type: "LIMIT" | "MARKET";
  readonly timeInForce: TimeInForce;
  /** Mantissa at the market's price scale; 0 for a market order. */
  readonly price: number;
  /** 0 where the whole position is to be closed. */
  readonly quantity: number;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  readonly positionSide: PositionSide;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly goodTillMs: number;
  /** How far behind its best price a trailing stop follows, parts per million; 0 for the others. */
  readonly callbackPpm: number;
  /** A trailing stop begins to follow at this price; 0 is at once. */
  readonly activationPrice: number;
  readonly createdMs: number;
  /** Of spot balance, held for the order that will come. */
  readonly locked: Amount;
  /** Mantissa at the market's price scale. A trailing stop has none until it follows. */
  triggerPrice: number;
  /** The best price that a trailing stop has seen; 0 until it is active. */
  bestPrice: number;
  status: ConditionalStatus;
  /** Why it was refused on triggering. */
  refusal: Reason | null;
  triggeredMs: number;
  orderId: number | null;
  updatedMs: number;
}

/** Whether the price has to rise to the trigger, rather than fall. */
export const risesToTrigger = ({ side, trigger }: Pick<ConditionalOrder, "side" | "trigger">): boolean =>
  (trigger === "TAKE_PROFIT") === (side === "SELL");
