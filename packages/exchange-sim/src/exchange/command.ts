import type { MarginType } from "../account/account.ts";
import type { Side } from "../book/quote.ts";
import type { FaultCommand } from "../faults/command.ts";
import type { TriggerKind, TriggerPrice } from "../order/conditional.ts";
import type { OrderType, PositionSide, SelfTradePrevention, TimeInForce } from "../order/order.ts";
import type { Market } from "../world/instrument.ts";
import type { Change } from "../world/scheduled.ts";

export type { Reason, Rejection } from "./rejection.ts";

/** Everything that changes the exchange from outside. JSON-able: prices and quantities are decimal texts. */
export type Command =
  | FaultCommand
  | PlaceCommand
  | CancelCommand
  | AmendCommand
  | ReplaceCommand
  | PlaceConditionalCommand
  | CancelConditionalCommand
  | {
      readonly kind: "cancel-all-conditionals";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly market: Market;
      readonly symbol: string;
    }
  | {
      readonly kind: "cancel-all";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly market: Market;
      readonly symbol: string;
    }
  | {
      readonly kind: "set-leverage";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly leverage: number;
    }
  | {
      readonly kind: "set-margin-type";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly marginType: MarginType;
    }
  | {
      readonly kind: "set-margin-mode";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly marginType: MarginType;
    }
  | {
      readonly kind: "set-position-mode";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly hedge: boolean;
    }
  | {
      /** The venue announces what becomes of a contract. */
      readonly kind: "announce";
      readonly venueTimeMs: number;
      readonly symbol: string;
      readonly change: Change;
      /** In force from the full hour at or after this. */
      readonly atMs: number;
    }
  | {
      readonly kind: "set-fee-discount";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly market: Market;
      readonly on: boolean;
    }
  | {
      /** The venue closes a share of a position, as when a loser on the other side is bankrupt. */
      readonly kind: "deleverage";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly symbol: string;
      /** Above 0, up to 1. */
      readonly share: number;
      /** In hedge mode: which. */
      readonly positionSide?: PositionSide;
      /** Null is the mark price. */
      readonly price: string | null;
    }
  | {
      /** Between the free wallet and one isolated position; a negative amount takes margin back. */
      readonly kind: "adjust-margin";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly amount: string;
      /** BOTH unless said otherwise. */
      readonly positionSide?: PositionSide;
    }
  | {
      readonly kind: "transfer";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly asset: string;
      readonly amount: string;
      /** A unified account moves between its one wallet, whichever market names it, and its funding. */
      readonly to: Market | "funding";
    }
  | {
      /** Moves an instrument's price at once: a crash or a squeeze on demand. */
      readonly kind: "shock";
      readonly venueTimeMs: number;
      readonly symbol: string;
      readonly logReturn: number;
    };

export interface PlaceCommand {
  readonly kind: "place";
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  /** Ignored for market orders. */
  readonly timeInForce: TimeInForce;
  readonly quantity: string;
  /** Null for a market order. */
  readonly price: string | null;
  /** Null lets the venue choose one. */
  readonly clientOrderId: string | null;
  readonly reduceOnly: boolean;
  readonly positionSide: PositionSide;
  /** For a spot market order: what to spend or to earn, in place of `quantity`. */
  readonly quoteQuantity?: string;
  /** EXPIRE_MAKER unless said otherwise. */
  readonly selfTradePrevention?: SelfTradePrevention;
  /** With GTD: the venue time at which the rest expires. */
  readonly goodTillMs?: number;
}

/** Changes a resting order under its own id. Null leaves as it is; the quantity is the whole, fills included. */
export interface AmendCommand {
  readonly kind: "amend";
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly orderId: number | null;
  readonly clientOrderId: string | null;
  readonly price: string | null;
  readonly quantity: string | null;
}

/** Cancels one order and places another in its stead, in one breath. */
export interface ReplaceCommand {
  readonly kind: "replace";
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly orderId: number | null;
  readonly clientOrderId: string | null;
  /** Places the new one also where there is nothing to cancel. */
  readonly regardless: boolean;
  readonly order: Omit<PlaceCommand, "kind" | "venueTimeMs" | "account" | "market" | "symbol">;
}

/** An order to be placed when a price is reached. */
export interface PlaceConditionalCommand {
  readonly kind: "place-conditional";
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly side: Side;
  readonly trigger: TriggerKind;
  readonly triggerBy: TriggerPrice;
  /** Null for a trailing stop. */
  readonly triggerPrice: string | null;
  /** Of a trailing stop: parts per million that the price turns back from its best. */
  readonly callbackPpm: number | null;
  readonly activationPrice: string | null;
  readonly type: "LIMIT" | "MARKET";
  readonly timeInForce: TimeInForce;
  /** Null with `closePosition`. */
  readonly quantity: string | null;
  readonly price: string | null;
  readonly clientOrderId: string | null;
  readonly reduceOnly: boolean;
  /** Closes whatever the position is when the price is reached. */
  readonly closePosition: boolean;
  readonly positionSide: PositionSide;
  readonly selfTradePrevention?: SelfTradePrevention;
  readonly goodTillMs?: number;
}

export interface CancelConditionalCommand {
  readonly kind: "cancel-conditional";
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly conditionalId: number | null;
  readonly clientOrderId: string | null;
}

export interface CancelCommand {
  readonly kind: "cancel";
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly orderId: number | null;
  readonly clientOrderId: string | null;
}
