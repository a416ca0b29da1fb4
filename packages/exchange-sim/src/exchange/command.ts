import type { MarginType } from "../account/account.ts";
import type { Side } from "../book/quote.ts";
import type { OrderType, TimeInForce } from "../order/order.ts";
import type { Market } from "../world/instrument.ts";

/** Everything that changes the exchange from outside. JSON-able: prices and quantities are decimal texts. */
export type Command =
  | PlaceCommand
  | CancelCommand
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
      /** Between the free wallet and one isolated position; a negative amount takes margin back. */
      readonly kind: "adjust-margin";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly amount: string;
    }
  | {
      readonly kind: "transfer";
      readonly venueTimeMs: number;
      readonly account: string;
      readonly asset: string;
      readonly amount: string;
      readonly to: Market;
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
  readonly positionSide: "BOTH" | "LONG" | "SHORT";
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

/** Why the venue says no. Closed: a wire codec maps every reason to its venue's code. */
export type Reason =
  | "unknown-account"
  | "unknown-symbol"
  | "symbol-not-trading"
  | "bad-client-order-id"
  | "duplicate-client-order-id"
  | "bad-price"
  | "bad-quantity"
  | "price-precision"
  | "quantity-precision"
  | "price-filter"
  | "lot-size"
  | "market-lot-size"
  | "notional-min"
  | "price-above-band"
  | "price-below-band"
  | "counterparty-price-band"
  | "position-side-mismatch"
  | "hedge-orders-unsupported"
  | "reduce-only-rejected"
  | "would-cross"
  | "insufficient-balance"
  | "insufficient-margin"
  | "leverage-invalid"
  | "leverage-too-high"
  | "position-above-leverage"
  | "margin-type-unchanged"
  | "margin-type-open-orders"
  | "margin-type-open-position"
  | "isolated-leverage-reduction"
  | "margin-amount"
  | "margin-not-isolated"
  | "margin-no-position"
  | "margin-wallet-insufficient"
  | "margin-position-insufficient"
  | "position-mode-unchanged"
  | "position-mode-open-orders"
  | "position-mode-open-position"
  | "unknown-order"
  | "transfer-amount"
  | "transfer-insufficient";

export interface Rejection {
  readonly reason: Reason;
  /** The deciding number, for the reasons whose text names one. */
  readonly detail: string;
}
