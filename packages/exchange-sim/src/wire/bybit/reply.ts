import type { Applied } from "../../exchange/apply.ts";
import type { Command, Reason, Rejection } from "../../exchange/command.ts";
import type { Market } from "../../world/instrument.ts";
import type { Reply } from "../wire.ts";

/** Nearly all of Bybit's refusals are bodies of a good answer: the code in them is what counts. */
export interface BybitError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly result?: unknown;
}

/** What a route makes of a request: a result, a refusal, or commands whose outcomes will be the result. */
export type Outcome =
  | { readonly kind: "result"; readonly result: unknown; readonly extra?: unknown }
  | { readonly kind: "refuse"; readonly error: BybitError }
  | {
      readonly kind: "commands";
      readonly commands: readonly Command[];
      readonly finish: (applied: readonly Applied[]) => Exclude<Outcome, { kind: "commands" }>;
    };

export const answer = (result: unknown, extra: unknown = {}): Exclude<Outcome, { kind: "commands" }> => ({
  kind: "result",
  result,
  extra,
});
export const refuse = (error: BybitError): Exclude<Outcome, { kind: "commands" }> => ({ kind: "refuse", error });

const fail = (code: number, message: string, status = 200): BybitError => ({ status, code, message });

/** Codes and sentences of the venue's own list of errors; where that only describes, the sentence it is known to send. */
export const ERRORS = {
  noHeaders: fail(10001, "empty value: apiTimestamp[] apiKey[] apiSignature[]: openapi sign params error!", 401),
  request: (message: string) => fail(10001, message),
  parameter: (name: string) => fail(10001, `params error: ${name} invalid`),
  category: fail(10001, "Illegal category"),
  symbol: (symbol: string) => fail(10001, `Not supported symbols: ${symbol.replaceAll(/[^A-Za-z0-9-]/g, "?")}`),
  badJson: fail(10001, "The request body is not a JSON object"),
  time: (sent: string, wallMs: number, windowMs: string) =>
    fail(
      10002,
      `invalid request, please check your server timestamp or recv_window param. req_timestamp[${sent}],server_timestamp[${wallMs}],recv_window[${windowMs}]`,
    ),
  key: fail(10003, "API key is invalid."),
  sign: fail(10004, "Error sign, please check your signature generation algorithm."),
  permission: fail(10005, "Permission denied, please check your API key permissions."),
  tooMany: fail(10006, "Too many visits!"),
  banned: fail(10006, "access too frequent", 403),
  server: fail(10016, "Server error.", 500),
  timeout: fail(10000, "Server Timeout", 504),
  restarting: fail(10016, "Service is restarting", 503),
  overloaded: fail(
    429,
    "The trading service is experiencing a high server load. Please retry if you encounter this issue.",
  ),
  route: fail(10017, "Route not found.", 404),
  notAuthenticated: fail(10007, "User authentication failed."),
  operation: fail(10404, "op type is not found"),
  duplicateRequest: fail(20006, "reqId is duplicated"),
  keyExpired: fail(33004, "Your api key has expired."),
  tooLarge: fail(10001, "The request body is too large", 413),
  linkId: fail(10001, "OrderLinkId invalid"),
  spotSymbol: fail(170121, "Invalid symbol."),
  spotSide: fail(170117, "Invalid side."),
  spotType: fail(170116, "Invalid orderType."),
  spotTime: fail(170115, "Invalid timeInForce."),
  spotMissing: (name: string) => fail(170105, `Parameter '${name}' was empty.`),
  risingTrigger: fail(110092, "expect Rising, but trigger_price <= current"),
  fallingTrigger: fail(110093, "expect Falling, but trigger_price >= current"),
  noMargin: fail(170344, "Symbol is not supported on Margin Trading"),
  noOrder: fail(110001, "order not exists or too late to cancel"),
  spotNoOrder: fail(170213, "Order does not exist."),
  spotFilled: fail(170139, "Order has been filled."),
  spotCancelled: fail(170142, "Order has been cancelled"),
  unifiedOnly: fail(100028, "The API cannot be accessed by unified account users."),
  leverageUnchanged: fail(110043, "Set leverage has not been modified."),
  duplicateLink: fail(110072, "OrderLinkedID is duplicate"),
  spotDuplicateLink: fail(170141, "Duplicate clientOrderId"),
  quantityMax: fail(10001, "The number of contracts exceeds maximum limit allowed: too large"),
  spotQuantityMax: fail(170381, "Order quantity too large."),
  amount: fail(131215, "Amount error"),
  transferExists: fail(131214, "TransferId exist"),
  sameAccounts: fail(131211, "fromAccountType can't be the same as toAccountType"),
  cannotTransfer: fail(131206, "cannot be transfer"),
} as const;

type Text = readonly [code: number, message: string];

/** Why the exchange says no, on contracts and on spot. "%" is the deciding number. */
const REASONS: Readonly<Record<Reason, readonly [contract: Text, spot: Text]>> = {
  "unknown-account": both(10003, "API key is invalid."),
  "unknown-symbol": [
    [10001, "Not supported symbols"],
    [170121, "Invalid symbol."],
  ],
  "symbol-not-trading": [
    [110074, "This contract is not live"],
    [170151, "The trading pair is not open yet"],
  ],
  "bad-client-order-id": [
    [10001, "OrderLinkId invalid"],
    [170130, "Data sent for paramter 'orderLinkId' is not valid."],
  ],
  "duplicate-client-order-id": [
    [110072, "OrderLinkedID is duplicate"],
    [170141, "Duplicate clientOrderId"],
  ],
  "bad-price": [
    [10001, "Price invalid"],
    [170130, "Data sent for paramter 'price' is not valid."],
  ],
  "bad-quantity": [
    [10001, "Qty invalid"],
    [170130, "Data sent for paramter 'qty' is not valid."],
  ],
  "price-precision": [
    [10001, "Price invalid"],
    [170134, "Order price decimal too long."],
  ],
  "quantity-precision": [
    [10001, "Qty invalid"],
    [170137, "Order volume decimal too long"],
  ],
  "price-filter": [
    [10001, "Price invalid"],
    [170134, "Order price decimal too long."],
  ],
  "lot-size": [
    [10001, "Qty invalid"],
    [170137, "Order volume decimal too long"],
  ],
  "market-lot-size": [
    [10001, "The number of contracts exceeds maximum limit allowed: too large"],
    [170381, "Order quantity too large."],
  ],
  "notional-min": [
    [110094, "Order does not meet minimum order value %USDT"],
    [170140, "Order value exceeded lower limit."],
  ],
  "price-above-band": [
    [110003, "Order price exceeds the allowable range."],
    [170372, "Order price cannot be higher than %, the price limitation"],
  ],
  "price-below-band": [
    [110003, "Order price exceeds the allowable range."],
    [170371, "Order price cannot be lower than %, the price limitation"],
  ],
  "counterparty-price-band": both(110118, "Unable to retrieve a price of the market order due to low liquidity"),
  "position-side-mismatch": both(10001, "position idx not match position mode"),
  "reduce-only-rejected": both(110017, "orderQty will be truncated to zero"),
  "would-cross": [
    [110103, "Only Post-Only orders are available at this stage"],
    [170218, "The LIMIT-MAKER order is rejected due to invalid price."],
  ],
  "insufficient-balance": [
    [110007, "Available balance is insufficient"],
    [170131, "Balance insufficient"],
  ],
  "insufficient-margin": both(110007, "Available balance is insufficient"),
  "leverage-invalid": both(10001, "leverage invalid"),
  "leverage-too-high": both(110013, "Cannot set leverage due to risk limit level."),
  "position-above-leverage": both(
    110086,
    "Current order leverage exceeds the maximum available for your current Risk Limit tier. Please lower leverage before placing an order",
  ),
  "margin-type-unchanged": both(110026, "Cross/isolated margin mode has not been modified."),
  "margin-type-open-orders": both(3400045, "Set margin mode failed"),
  "margin-type-open-position": both(3400045, "Set margin mode failed"),
  "isolated-leverage-reduction": both(110044, "Available margin is insufficient."),
  "margin-amount": both(10001, "margin invalid"),
  "margin-not-isolated": both(110015, "The position is in cross margin mode."),
  "margin-no-position": both(110033, "You can't set margin without an open position"),
  "margin-wallet-insufficient": both(110014, "Insufficient available balance to add additional margin."),
  "margin-position-insufficient": both(110078, "Added margin more than max can reduce margin"),
  "position-mode-unchanged": both(110025, "Position mode has not been modified."),
  "position-mode-open-orders": both(110028, "You have existing open orders, so the position mode cannot be switched."),
  "position-mode-open-position": both(
    110024,
    "You have an existing position, so the position mode cannot be switched.",
  ),
  "unknown-order": [
    [110001, "order not exists or too late to cancel"],
    [170213, "Order does not exist."],
  ],
  "open-orders-max": [
    [110020, "Not allowed to have more than 500 active orders."],
    [170810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders."],
  ],
  "quote-quantity": [
    [10001, "Qty invalid"],
    [170148, "Market order amount decimal too long"],
  ],
  "good-till-date": both(10001, "timeInForce invalid"),
  "amend-unchanged": both(10001, "The order remains unchanged as the parameters entered match the existing ones."),
  "amend-limit": both(170312, "The current order does not support modification"),
  "trigger-price": [
    [10001, "TriggerPrice invalid"],
    [170130, "Data sent for paramter 'triggerPrice' is not valid."],
  ],
  "trigger-immediate": both(110092, "expect Rising, but trigger_price <= current"),
  "callback-rate": both(10001, "trailingStop invalid"),
  "activation-price": both(10001, "activePrice invalid"),
  "close-position-quantity": both(10001, "Qty invalid"),
  "conditional-orders-max": [
    [110009, "The number of stop orders exceeds the maximum allowable limit"],
    [170810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders."],
  ],
  "transfer-amount": both(131215, "Amount error"),
  "transfer-insufficient": both(131212, "Insufficient balance"),
};

function both(code: number, message: string): readonly [Text, Text] {
  return [
    [code, message],
    [code, message],
  ];
}

export function rejectionError({ reason, detail }: Rejection, market: Market): BybitError {
  const [contract, spot] = REASONS[reason];
  const [code, message] = market === "spot" ? spot : contract;
  return fail(code, message.replace("%", detail));
}

const JSON_HEADERS = { "Content-Type": "application/json; charset=utf-8" };

export const resultReply = (
  result: unknown,
  extra: unknown,
  headers: Readonly<Record<string, string>>,
  wallMs: number,
): Reply => ({
  status: 200,
  headers: { ...JSON_HEADERS, ...headers },
  body: JSON.stringify({ retCode: 0, retMsg: "OK", result, retExtInfo: extra, time: wallMs }),
});

export const errorReply = (
  { status, code, message, result }: BybitError,
  headers: Readonly<Record<string, string>>,
  wallMs: number,
): Reply => ({
  status,
  headers: { ...JSON_HEADERS, ...headers },
  body: JSON.stringify({ retCode: code, retMsg: message, result: result ?? {}, retExtInfo: {}, time: wallMs }),
});
