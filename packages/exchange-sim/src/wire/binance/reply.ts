import type { Answer, Applied } from "../../exchange/apply.ts";
import type { Command, Rejection } from "../../exchange/command.ts";
import type { Market } from "../../world/instrument.ts";

export interface BinanceError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** What a route makes of a request: an answer, a refusal, or a command whose result will be the answer. */
export type Outcome =
  | { readonly kind: "body"; readonly body: string }
  | { readonly kind: "refuse"; readonly error: BinanceError }
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly market: Market;
      readonly answer: (answer: Answer, applied: Applied) => unknown;
    }
  | {
      /** Several at once, each with an answer of its own. */
      readonly kind: "commands";
      readonly commands: readonly Command[];
      readonly answer: (applied: readonly Applied[]) => { readonly status: number; readonly value: unknown };
    };

export const body = (value: unknown): Outcome => ({ kind: "body", body: JSON.stringify(value) });
export const refuse = (error: BinanceError): Outcome => ({ kind: "refuse", error });

const fail = (code: number, message: string, status = 400): BinanceError => ({ status, code, message });

export const ERRORS = {
  disconnected: fail(-1001, "Internal error; unable to process your request. Please try again.", 500),
  illegalCharacters: (name: string) => fail(-1100, `Illegal characters found in parameter '${name}'.`),
  missing: (name: string) => fail(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  oneOf: (a: string, b: string) => fail(-1102, `Param '${a}' or '${b}' must be sent, but both were empty/null!`),
  notRequired: (name: string) => fail(-1106, `Parameter '${name}' sent when not required.`),
  amendRejected: fail(-2038, "The new quantity must be greater than zero and less than the order's quantity."),
  futuresTypeMoved: fail(
    -4120,
    "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
  ),
  badTimeInForce: fail(-1115, "Invalid timeInForce."),
  badOrderType: fail(-1116, "Invalid orderType."),
  badSide: fail(-1117, "Invalid side."),
  badInterval: fail(-1120, "Invalid interval."),
  badSymbol: fail(-1121, "Invalid symbol."),
  badListenKey: fail(-1125, "This listenKey does not exist."),
  badParameter: (name: string) => fail(-1130, `Data sent for parameter '${name}' is not valid.`),
  badJson: fail(-1135, "Invalid JSON Request"),
  badMethod: (name: string) => fail(-5000, `Method ${name} is invalid`),
  hmacUnsupported: fail(-4056, "HMAC_SHA256 API key is not supported."),
  notLoggedOn: fail(-1002, "You are not authorized to execute this request.", 401),
  subscriptionActive: fail(-2035, "User Data Stream subscription already active."),
  subscriptionInactive: fail(-2036, "User Data Stream subscription not active."),
  subscriptionIdsSpent: fail(-2042, "Maximum subscription ID reached for this connection."),
  tooManySubscriptions: (most: number) =>
    fail(-1191, `Too many subscriptions. Connection may create up to '${most}' subscriptions at a time.`),
  receiveWindowTooLarge: fail(-1131, "recvWindow must be less than 60000."),
  timeOutside: fail(-1021, "Timestamp for this request is outside of the recvWindow."),
  timeAhead: fail(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  badSignature: fail(-1022, "Signature for this request is not valid."),
  badKeyFormat: fail(-2014, "API-key format invalid.", 401),
  badKey: fail(-2015, "Invalid API-key, IP, or permissions for action.", 401),
  unknownOrder: fail(-2011, "Unknown order sent."),
  noSuchOrder: fail(-2013, "Order does not exist."),
  notFound: fail(-5000, "Path not found, Method not allowed.", 404),
  tooLarge: fail(-1101, "Too many parameters sent for this endpoint.", 413),
  overloaded: fail(
    -1008,
    "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
    503,
  ),
  statusUnknown: fail(
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    408,
  ),
  tooManyRequests: fail(
    -1003,
    "Too many requests; please use the websocket for live updates to avoid polling the API.",
    429,
  ),
  banned: fail(
    -1003,
    "Way too many requests; IP banned. Please use the websocket for live updates to avoid bans.",
    418,
  ),
  maintenance: fail(-1016, "This service is no longer available.", 503),
  gone: fail(-1020, "This endpoint is no longer available.", 410),
} as const;

/** One row for each reason of the exchange: [futures code, text, spot code, text]. `%` stands for the detail. */
const REASONS: Readonly<Record<Rejection["reason"], readonly [number, string, number, string]>> = {
  "unknown-account": [
    -2015,
    "Invalid API-key, IP, or permissions for action.",
    -2015,
    "Invalid API-key, IP, or permissions for action.",
  ],
  "unknown-symbol": [-1121, "Invalid symbol.", -1121, "Invalid symbol."],
  "symbol-not-trading": [-4140, "Invalid symbol status for opening position.", -1013, "Market is closed."],
  "bad-client-order-id": [
    -4015,
    "Client order id is not valid.",
    -1100,
    "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_.:/]{1,36}$'.",
  ],
  "duplicate-client-order-id": [-4116, "ClientOrderId is duplicated.", -2010, "Duplicate order sent."],
  "bad-price": [-4001, "Price less than 0.", -1013, "Invalid price."],
  "bad-quantity": [-4003, "Quantity less than or equal to zero.", -1013, "Invalid quantity."],
  "price-precision": [
    -1111,
    "Precision is over the maximum defined for this asset.",
    -1111,
    "Parameter 'price' has too much precision.",
  ],
  "quantity-precision": [
    -1111,
    "Precision is over the maximum defined for this asset.",
    -1111,
    "Parameter 'quantity' has too much precision.",
  ],
  "price-filter": [-4002, "Price greater than max price.", -1013, "Filter failure: PRICE_FILTER"],
  "lot-size": [-4005, "Quantity greater than max quantity.", -1013, "Filter failure: LOT_SIZE"],
  "market-lot-size": [-4005, "Quantity greater than max quantity.", -1013, "Filter failure: MARKET_LOT_SIZE"],
  "notional-min": [
    -4164,
    "Order's notional must be no smaller than % (unless you choose reduce only).",
    -1013,
    "Filter failure: NOTIONAL",
  ],
  "price-above-band": [-4016, "Limit price can't be higher than %.", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"],
  "price-below-band": [-4024, "Limit price can't be lower than %.", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"],
  "counterparty-price-band": [
    -4131,
    "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
    -1013,
    "Filter failure: PERCENT_PRICE_BY_SIDE",
  ],
  "position-side-mismatch": [
    -4061,
    "Order's position side does not match user's setting.",
    -1106,
    "Parameter 'positionSide' sent when not required.",
  ],
  "reduce-only-rejected": [
    -2022,
    "ReduceOnly Order is rejected.",
    -1106,
    "Parameter 'reduceOnly' sent when not required.",
  ],
  "would-cross": [
    -5022,
    "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history",
    -2010,
    "Order would immediately match and take.",
  ],
  "insufficient-balance": [
    -2018,
    "Balance is insufficient.",
    -2010,
    "Account has insufficient balance for requested action.",
  ],
  "insufficient-margin": [
    -2019,
    "Margin is insufficient.",
    -2010,
    "Account has insufficient balance for requested action.",
  ],
  "leverage-invalid": [-4028, "Leverage % is not valid", -1130, "Data sent for parameter 'leverage' is not valid."],
  "leverage-too-high": [
    -4028,
    "Leverage above the maximum of % is not valid",
    -1130,
    "Data sent for parameter 'leverage' is not valid.",
  ],
  "position-above-leverage": [
    -2027,
    "Exceeded the maximum allowable position at current leverage.",
    -2010,
    "Account has insufficient balance for requested action.",
  ],
  "margin-type-unchanged": [-4046, "No need to change margin type.", -1020, "This operation is not supported."],
  "margin-type-open-orders": [
    -4047,
    "Margin type cannot be changed if there exists open orders.",
    -1020,
    "This operation is not supported.",
  ],
  "margin-type-open-position": [
    -4048,
    "Margin type cannot be changed if there exists position.",
    -1020,
    "This operation is not supported.",
  ],
  "isolated-leverage-reduction": [
    -4161,
    "Leverage reduction is not supported in Isolated Margin Mode with open positions.",
    -1020,
    "This operation is not supported.",
  ],
  "margin-amount": [-4055, "Amount must be positive.", -1020, "This operation is not supported."],
  "margin-not-isolated": [
    -4049,
    "Add margin only support for isolated position.",
    -1020,
    "This operation is not supported.",
  ],
  "margin-no-position": [
    -4054,
    "Cannot add position margin: position is 0.",
    -1020,
    "This operation is not supported.",
  ],
  "margin-wallet-insufficient": [-4050, "Cross balance insufficient.", -1020, "This operation is not supported."],
  "margin-position-insufficient": [-4051, "Isolated balance insufficient.", -1020, "This operation is not supported."],
  "position-mode-unchanged": [-4059, "No need to change position side.", -1020, "This operation is not supported."],
  "position-mode-open-orders": [
    -4067,
    "Position side cannot be changed if there exists open orders.",
    -1020,
    "This operation is not supported.",
  ],
  "position-mode-open-position": [
    -4068,
    "Position side cannot be changed if there exists position.",
    -1020,
    "This operation is not supported.",
  ],
  "unknown-order": [-2011, "Unknown order sent.", -2011, "Unknown order sent."],
  "open-orders-max": [-2025, "Reach max open order limit.", -1013, "Filter failure: MAX_NUM_ORDERS"],
  "quote-quantity": [-1106, "Parameter 'quoteOrderQty' sent when not required.", -1013, "Invalid quote order qty."],
  "good-till-date": [
    -5040,
    "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000",
    -1115,
    "Invalid timeInForce.",
  ],
  "amend-unchanged": [
    -5027,
    "No need to modify the order.",
    -2038,
    "The requested action would change no state; rejecting.",
  ],
  "amend-limit": [-5026, "Exceed maximum modify order limit.", -1013, "Filter failure: MAX_NUM_ORDER_AMENDS"],
  "trigger-price": [-4006, "Stop price less than zero.", -1013, "Invalid stop price."],
  "trigger-immediate": [-2021, "Order would immediately trigger.", -2010, "Stop price would trigger immediately."],
  "callback-rate": [-2007, "Invalid callBack rate.", -1013, "Filter failure: TRAILING_DELTA"],
  "activation-price": [-4135, "Invalid activation price.", -1013, "Invalid stop price."],
  "close-position-quantity": [
    -4137,
    "Quantity must be zero with closePosition equals true.",
    -1106,
    "Parameter 'closePosition' sent when not required.",
  ],
  "conditional-orders-max": [-4045, "Reach max stop order limit.", -1013, "Filter failure: MAX_NUM_ALGO_ORDERS"],
  "transfer-amount": [-9000, "user have no avaliable amount", -9000, "user have no avaliable amount"],
  "transfer-insufficient": [
    -5013,
    "Asset transfer failed: insufficient balance",
    -5013,
    "Asset transfer failed: insufficient balance",
  ],
};

export function rejectionError(rejection: Rejection, market: Market): BinanceError {
  const [futuresCode, futuresText, spotCode, spotText] = REASONS[rejection.reason];
  const [code, text] = market === "futures" ? [futuresCode, futuresText] : [spotCode, spotText];
  return fail(code, text.replace("%", rejection.detail), code === -2015 ? 401 : 400);
}
