import type { Applied } from "../../exchange/apply.ts";
import type { Command, Rejection } from "../../exchange/command.ts";
import type { Market } from "../../world/instrument.ts";
import type { Reply } from "../wire.ts";

export interface PoloniexError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** The gateway in front of both markets words its errors as spot does. */
  readonly gateway?: true;
}

/** A body, or a refusal. */
export type Told =
  | { readonly kind: "body"; readonly value: unknown }
  | { readonly kind: "refuse"; readonly error: PoloniexError };

/** What a route makes of a request: something to tell, or commands whose results will be told. */
export type Outcome =
  | Told
  | {
      readonly kind: "commands";
      readonly commands: readonly Command[];
      readonly tell: (applied: readonly Applied[]) => Told;
    };

export const body = (value: unknown): Told => ({ kind: "body", value });
export const refuse = (error: PoloniexError): Told => ({ kind: "refuse", error });

const gateway = (status: number, code: number, message: string): PoloniexError => ({
  status,
  code,
  message,
  gateway: true,
});
/** Futures answer a request they understood with 200 whatever they think of it; the code is in the body. */
const futures = (code: number, message: string): PoloniexError => ({ status: 200, code, message });
const spot = (code: number, message: string): PoloniexError => ({ status: 400, code, message });

export const ERRORS = {
  unauthorized: gateway(401, 401, "Authorization Failed"),
  badSignature: gateway(401, 401, "Signature verification failed"),
  badTimestamp: gateway(400, 400, "signTimestamp is invalid"),
  windowExceeded: gateway(408, 408, "Request timeout: recvWindow exceeded"),
  denied: gateway(403, 403, "Permission denied"),
  notFound: (path: string) =>
    gateway(404, 404, `Resources do not exist [404 NOT_FOUND "No static resource ${path.replace(/^\//, "")}."]`),
  tooManyRequests: gateway(429, 429, "Too many requests"),
  tooLarge: gateway(413, 413, "Payload too large"),
  overloaded: gateway(503, 24_201, "Service busy. Try again later"),
  timedOut: gateway(500, 603, "Internal Request Timeout"),
  banned: gateway(403, 403, "Access denied"),
  maintenance: gateway(503, 21_340, "Platform is in maintenance mode"),
  broken: gateway(500, 500, "Internal System Error"),
  futures: {
    symbol: futures(24_101, "Invalid symbol!"),
    interval: futures(24_102, "Invalid K-line type!"),
    endTime: futures(24_103, "Invalid end time!"),
    limit: futures(24_104, "Invalid limit!"),
    startTime: futures(24_105, "Invalid start time!"),
    parameter: (name: string) => futures(400, `Param error ${name}`),
    tooOld: futures(400, "The sTime cannot be greater than 180 days ago"),
    noOrder: futures(11_008, "The order does not exist"),
    noPosition: futures(21_001, "The position does not exist"),
    batchTooLong: futures(10_016, "Batch place order size over limit"),
    cancelTooLong: futures(10_017, "Batch cancel order size over limit"),
    side: futures(11_011, "Position mode and posSide do not match"),
    marginMode: futures(400, "Margin mode cannot be changed with open orders or a position"),
  },
  spot: {
    symbol: spot(24_101, "Invalid symbol"),
    interval: spot(24_102, "Invalid K-line type"),
    endTime: spot(24_103, "Invalid endTime"),
    limit: spot(24_104, "Invalid limit"),
    startTime: spot(24_105, "Invalid startTime"),
    parameter: (name: string) => spot(601, `Invalid parameter: ${name}`),
    missing: (name: string) => spot(602, `Missing required parameter: ${name}`),
    side: spot(21_319, "Invalid order side"),
    type: spot(21_320, "Invalid order type"),
    time: spot(21_321, "Invalid timeInForce value"),
    noOrder: spot(21_301, "Order not exists"),
    notOpen: spot(21_359, "Order was already canceled or filled."),
    currency: spot(10_020, "Invalid currency"),
    noAccount: spot(21_600, "Account not found"),
    fromAccount: spot(250_002, "Invalid fromAccount for transfer"),
    toAccount: spot(250_001, "Invalid toAccount for transfer"),
    noKillSwitch: spot(25_020, "No active kill switch"),
  },
} as const;

type Row = readonly [futuresCode: number, futuresText: string, spotCode: number, spotText: string];
const SETTING: readonly [number, string] = [601, "Invalid parameter"];
const parameter = (name: string): readonly [number, string] => [400, `Param error ${name}`];
const INSUFFICIENT: readonly [number, string] = [21_721, "available insufficient"];
const TOO_LARGE: readonly [number, string] = [21_010, "Order size exceeds the limit"];
const PRICE_LIMIT: readonly [number, string] = [10_002, "Price limit"];
const SPOT_TOO_LARGE: readonly [number, string] = [
  21_360,
  "Order size exceeds the limit.Please enter a smaller amount and try again.",
];

/** One row for each reason of the exchange. */
const REASONS: Readonly<Record<Rejection["reason"], Row>> = {
  "unknown-account": [1_000, "User does not exist", 21_600, "Account not found"],
  "unknown-symbol": [10_001, "Symbol does not exist", 24_101, "Invalid symbol"],
  "symbol-not-trading": [10_000, "Symbol is not in trading status", 10_041, "Symbol frozen for trading"],
  "bad-client-order-id": [...parameter("clOrdId"), 601, "Invalid parameter: clientOrderId"],
  "duplicate-client-order-id": [250, "Client order id already exists", 21_312, "Client order id repeat"],
  "bad-price": [...parameter("px"), 21_309, "Order price must be greater than 0"],
  "bad-quantity": [...parameter("sz"), 21_328, "Order quantity must be greater than 0"],
  "price-precision": [...parameter("px"), 21_335, "Invalid priceScale for this symbol"],
  "quantity-precision": [...parameter("sz"), 21_336, "Invalid quantityScale for this symbol"],
  "price-filter": [...PRICE_LIMIT, 21_335, "Invalid priceScale for this symbol"],
  "lot-size": [...TOO_LARGE, 21_336, "Invalid quantityScale for this symbol"],
  "market-lot-size": [...TOO_LARGE, ...SPOT_TOO_LARGE],
  "notional-min": [...parameter("sz"), 21_322, "Amount is less than minAmount trade limit"],
  "price-above-band": [...PRICE_LIMIT, 21_310, "Order price must be less than max price"],
  "price-below-band": [...PRICE_LIMIT, 21_311, "Order price must be greater than min price"],
  "counterparty-price-band": [
    10_004,
    "No ask",
    21_356,
    "Order size would cause too much price movement. Reduce order size.",
  ],
  "position-side-mismatch": [11_011, "Position mode and posSide do not match", ...SETTING],
  "reduce-only-rejected": [21_002, "Position not enough", ...SETTING],
  "would-cross": [...PRICE_LIMIT, 21_356, "A LIMIT_MAKER order must not take"],
  "insufficient-balance": [...INSUFFICIENT, 21_709, "Low available balance"],
  "insufficient-margin": [...INSUFFICIENT, 21_709, "Low available balance"],
  "leverage-invalid": [...parameter("lever"), ...SETTING],
  "leverage-too-high": [...parameter("lever"), ...SETTING],
  "position-above-leverage": [...TOO_LARGE, ...SETTING],
  "margin-type-unchanged": [...parameter("mgnMode"), ...SETTING],
  "margin-type-open-orders": [...parameter("mgnMode"), ...SETTING],
  "margin-type-open-position": [...parameter("mgnMode"), ...SETTING],
  "isolated-leverage-reduction": [...parameter("lever"), ...SETTING],
  "margin-amount": [...parameter("amt"), ...SETTING],
  "margin-not-isolated": [...parameter("mgnMode"), ...SETTING],
  "margin-no-position": [21_001, "The position does not exist", ...SETTING],
  "margin-wallet-insufficient": [...INSUFFICIENT, ...SETTING],
  "margin-position-insufficient": [...INSUFFICIENT, ...SETTING],
  "position-mode-unchanged": [...parameter("posMode"), ...SETTING],
  "position-mode-open-orders": [...parameter("posMode"), ...SETTING],
  "position-mode-open-position": [...parameter("posMode"), ...SETTING],
  "unknown-order": [11_008, "The order does not exist", 21_301, "Order not exists"],
  "open-orders-max": [400, "Too many open orders", 21_314, "Max limit of open orders exceeded"],
  "quote-quantity": [...parameter("sz"), 21_337, "Invalid amountScale for this symbol"],
  "good-till-date": [...parameter("timeInForce"), 21_321, "Invalid timeInForce value"],
  "amend-unchanged": [...parameter("px"), ...SETTING],
  "amend-limit": [...parameter("px"), ...SETTING],
  "trigger-price": [...parameter("px"), 21_347, "Stop price must be greater than 0"],
  "trigger-immediate": [...parameter("px"), 25_003, "Unable to place order"],
  "callback-rate": [...parameter("px"), ...SETTING],
  "activation-price": [...parameter("px"), ...SETTING],
  "close-position-quantity": [...parameter("sz"), ...SETTING],
  "conditional-orders-max": [400, "Too many open orders", 25_005, "Unable to place smart order"],
  "transfer-amount": [250_003, "Invalid transfer amount", 250_003, "Invalid transfer amount"],
  "transfer-insufficient": [250_005, "Insufficient transfer balance", 250_005, "Insufficient transfer balance"],
};

export function rejectionError({ reason }: Rejection, market: Market): PoloniexError {
  const [futuresCode, futuresText, spotCode, spotText] = REASONS[reason];
  return market === "futures" ? futures(futuresCode, futuresText) : spot(spotCode, spotText);
}

/** Market data's refusals carry an empty field where the data would be; trading's have none. */
export type Api = "spot" | "futures-market" | "futures-trade";
export const marketOf = (api: Api): Market => (api === "spot" ? "spot" : "futures");

const HEADERS = { "Content-Type": "application/json" };

export function errorReply(error: PoloniexError, api: Api): Reply {
  const { status, code, message } = error;
  const value =
    api === "spot" || error.gateway === true
      ? { code, message }
      : { code, msg: message, ...(api === "futures-market" ? { data: "" } : {}) };
  return { status, headers: HEADERS, body: JSON.stringify(value) };
}

export function replyTo(told: Told, api: Api): Reply {
  if (told.kind === "refuse") return errorReply(told.error, api);
  const value = api === "spot" ? told.value : { code: 200, msg: "Success", data: told.value };
  return { status: 200, headers: HEADERS, body: JSON.stringify(value) };
}
