import type { Reason } from "../../../exchange/command.ts";

/** Why an order is not taken: the name for a new order, for a preview, and the sentence. */
export interface Failure {
  readonly error: string;
  readonly preview: string;
  readonly message: string;
}

const failure = (error: string, preview: string, message: string): Failure => ({ error, preview, message });
const unknown = (preview: string, message: string): Failure => failure("UNKNOWN_FAILURE_REASON", preview, message);

export const FAILURES = {
  configuration: failure(
    "UNSUPPORTED_ORDER_CONFIGURATION",
    "PREVIEW_INVALID_ORDER_CONFIG",
    "The order configuration was invalid",
  ),
  side: failure("INVALID_SIDE", "PREVIEW_INVALID_SIDE", "The order side was invalid"),
  product: failure("INVALID_PRODUCT_ID", "PREVIEW_INVALID_PRODUCT_ID", "The product ID was invalid"),
  untradable: failure("UNTRADABLE_PRODUCT", "PREVIEW_UNTRADABLE_PRODUCT", "The product is not tradable"),
  size: failure("INVALID_SIZE_PRECISION", "PREVIEW_INVALID_SIZE_PRECISION", "Too many decimals in order amount"),
  sizeSmall: unknown("PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", "Order size is too small. Minimum size is not met"),
  sizeLarge: unknown("PREVIEW_INVALID_BASE_SIZE_TOO_LARGE", "Order size is too large. Maximum size is exceeded"),
  quoteSmall: unknown("PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", "Quote size is too small"),
  quoteLarge: unknown("PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE", "Quote size is too large"),
  quotePrecision: unknown("PREVIEW_INVALID_QUOTE_SIZE_PRECISION", "Too many decimals in quote size"),
  limitPrice: failure("INVALID_LIMIT_PRICE", "PREVIEW_INVALID_LIMIT_PRICE", "The limit price was invalid"),
  pricePrecision: failure(
    "INVALID_PRICE_PRECISION",
    "PREVIEW_INVALID_PRICE_PRECISION",
    "Too many decimals in order price",
  ),
  priceFar: failure(
    "LIMIT_PRICE_TOO_FAR_FROM_MARKET",
    "PREVIEW_LIMIT_PRICE_TOO_FAR_FROM_MARKET",
    "The limit price is too far from the market",
  ),
  postOnly: failure(
    "INVALID_LIMIT_PRICE_POST_ONLY",
    "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY",
    "Post only order would match immediately",
  ),
  funds: failure("INSUFFICIENT_FUND", "PREVIEW_INSUFFICIENT_FUND", "Insufficient balance in source account"),
  liquidity: failure("INVALID_NO_LIQUIDITY", "PREVIEW_INVALID_NO_LIQUIDITY", "There is no liquidity"),
  stopPrice: unknown("PREVIEW_INVALID_STOP_PRICE", "The stop price was invalid"),
  stopAbove: unknown("PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE", "The stop price is above the last trade price"),
  stopBelow: unknown("PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE", "The stop price is below the last trade price"),
  stopAboveLimit: unknown("PREVIEW_STOP_PRICE_ABOVE_LIMIT_PRICE", "The stop price is above the limit price"),
  stopBelowLimit: unknown("PREVIEW_STOP_PRICE_BELOW_LIMIT_PRICE", "The stop price is below the limit price"),
  stopTriggered: failure("STOP_ALREADY_TRIGGERED", "PREVIEW_STOP_TRIGGERED", "The stop would trigger immediately"),
  endTime: failure("GTD_ORDERS_MUST_HAVE_END_TIME", "PREVIEW_INVALID_END_TIME", "The end time was invalid"),
  endPast: failure("END_TIME_IS_IN_THE_PAST", "PREVIEW_END_TIME_IS_IN_THE_PAST", "The end time is in the past"),
  request: failure("INVALID_REQUEST", "UNKNOWN_PREVIEW_FAILURE_REASON", "The request was invalid"),
  rejected: failure("COMMANDER_REJECTED_NEW_ORDER", "UNKNOWN_PREVIEW_FAILURE_REASON", "The order was rejected"),
} as const satisfies Record<string, Failure>;

type FailureName = keyof typeof FAILURES;

/** One row for each reason of the exchange. What concerns contracts cannot happen here. */
const REASONS: Readonly<Record<Reason, FailureName>> = {
  "unknown-account": "rejected",
  "unknown-symbol": "product",
  "symbol-not-trading": "untradable",
  "bad-client-order-id": "request",
  "duplicate-client-order-id": "request",
  "bad-price": "limitPrice",
  "bad-quantity": "size",
  "price-precision": "pricePrecision",
  "quantity-precision": "size",
  "price-filter": "pricePrecision",
  "lot-size": "sizeLarge",
  "market-lot-size": "sizeLarge",
  "notional-min": "sizeSmall",
  "price-above-band": "priceFar",
  "price-below-band": "priceFar",
  "counterparty-price-band": "liquidity",
  "position-side-mismatch": "rejected",
  "reduce-only-rejected": "rejected",
  "would-cross": "postOnly",
  "insufficient-balance": "funds",
  "insufficient-margin": "funds",
  "leverage-invalid": "rejected",
  "leverage-too-high": "rejected",
  "position-above-leverage": "rejected",
  "margin-type-unchanged": "rejected",
  "margin-type-open-orders": "rejected",
  "margin-type-open-position": "rejected",
  "isolated-leverage-reduction": "rejected",
  "margin-amount": "rejected",
  "margin-not-isolated": "rejected",
  "margin-no-position": "rejected",
  "margin-wallet-insufficient": "rejected",
  "margin-position-insufficient": "rejected",
  "position-mode-unchanged": "rejected",
  "position-mode-open-orders": "rejected",
  "position-mode-open-position": "rejected",
  "unknown-order": "rejected",
  "open-orders-max": "rejected",
  "quote-quantity": "quotePrecision",
  "good-till-date": "endPast",
  "amend-unchanged": "rejected",
  "amend-limit": "rejected",
  "trigger-price": "stopPrice",
  "trigger-immediate": "stopTriggered",
  "callback-rate": "rejected",
  "activation-price": "rejected",
  "close-position-quantity": "rejected",
  "conditional-orders-max": "rejected",
  "transfer-amount": "rejected",
  "transfer-insufficient": "rejected",
};

export const failureOf = (reason: Reason): Failure => FAILURES[REASONS[reason]];
