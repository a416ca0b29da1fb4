import { MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import type { FamilyLimits } from "../../common/budget/governor.ts";
import type { HttpMethod } from "../../common/transport/ccxt.ts";
import type { Endpoint } from "../../common/transport/rest.ts";

/**
 * Binance counts weight per IP and address family. Settled funding has a budget of its own, shared by
 * fundingRate and fundingInfo: 500 calls in five minutes. No order ever needs it, so nothing is kept back.
 */
export const FAMILIES = {
  spot: { weightMax: 6_000, windowMs: MINUTE_MS, counting: "fixed", reservePercent: 20 },
  futures: { weightMax: 2_400, windowMs: MINUTE_MS, counting: "fixed", reservePercent: 20 },
  sapi: { weightMax: 12_000, windowMs: MINUTE_MS, counting: "fixed", reservePercent: 20 },
  funding: { weightMax: 500, windowMs: 5 * MINUTE_MS, counting: "fixed", reservePercent: 0 },
} as const satisfies Readonly<Record<string, FamilyLimits>>;

export type FamilyName = keyof typeof FAMILIES;

/** New orders are counted beside the weight, by account, and the same part is kept for those that close. */
export const ORDER_COUNTS = {
  "spot-orders": { weightMax: 50, windowMs: 10 * SECOND_MS, counting: "fixed", reservePercent: 20 },
  "futures-orders": { weightMax: 300, windowMs: 10 * SECOND_MS, counting: "fixed", reservePercent: 20 },
} as const satisfies Readonly<Record<string, FamilyLimits>>;

const open = (family: FamilyName, api: string, path: string, weight: number): Endpoint => ({
  family,
  api,
  path,
  weight,
  method: "GET",
  signed: false,
  counts: null,
});
const signed = (family: FamilyName, api: string, method: HttpMethod, path: string, weight: number): Endpoint => ({
  family,
  api,
  path,
  weight,
  method,
  signed: true,
  counts: null,
});
/** Listen keys carry the API key in a header and no signature. */
const keyed = (method: HttpMethod): Endpoint => ({
  family: "futures",
  api: "fapiPrivate",
  path: "listenKey",
  weight: 1,
  method,
  signed: false,
  counts: null,
});

/** Weights as documented for the parameters this program sends. */
export const ENDPOINTS = {
  futuresTime: open("futures", "fapiPublic", "time", 1),
  futuresCatalogue: open("futures", "fapiPublic", "exchangeInfo", 1),
  spotCatalogue: open("spot", "public", "exchangeInfo", 20),
  premiumIndex: open("futures", "fapiPublic", "premiumIndex", 10),
  fundingInfo: open("funding", "fapiPublic", "fundingInfo", 1),
  fundingRate: open("funding", "fapiPublic", "fundingRate", 1),
  futuresStatistics: open("futures", "fapiPublic", "ticker/24hr", 40),
  spotStatistics: open("spot", "public", "ticker/24hr", 80),
  openInterest: open("futures", "fapiPublic", "openInterest", 1),
  spotTouch: open("spot", "public", "ticker/bookTicker", 2),
  futuresDepth: open("futures", "fapiPublic", "depth", 5),
  spotDepth: open("spot", "public", "depth", 5),

  /** Weights of a page of 500 to 1,000 rows on futures; spot asks the same for any page. */
  futuresCandles: open("futures", "fapiPublic", "klines", 5),
  markCandles: open("futures", "fapiPublic", "markPriceKlines", 5),
  spotCandles: open("spot", "public", "klines", 2),

  leverageBrackets: signed("futures", "fapiPrivate", "GET", "leverageBracket", 1),
  futuresCommission: signed("futures", "fapiPrivate", "GET", "commissionRate", 20),
  spotCommission: signed("spot", "private", "GET", "account/commission", 20),

  futuresOrder: { ...signed("futures", "fapiPrivate", "POST", "order", 1), counts: "futures-orders" },
  spotOrder: { ...signed("spot", "private", "POST", "order", 1), counts: "spot-orders" },
  futuresOrderQuery: signed("futures", "fapiPrivate", "GET", "order", 1),
  spotOrderQuery: signed("spot", "private", "GET", "order", 4),
  futuresCancel: signed("futures", "fapiPrivate", "DELETE", "order", 1),
  spotCancel: signed("spot", "private", "DELETE", "order", 1),
  futuresCancelAll: signed("futures", "fapiPrivate", "DELETE", "allOpenOrders", 1),
  spotCancelAll: signed("spot", "private", "DELETE", "openOrders", 1),
  futuresTrades: signed("futures", "fapiPrivate", "GET", "userTrades", 5),
  spotTrades: signed("spot", "private", "GET", "myTrades", 20),
  futuresOpenOrders: signed("futures", "fapiPrivate", "GET", "openOrders", 40),
  spotOpenOrders: signed("spot", "private", "GET", "openOrders", 80),
  futuresAccount: signed("futures", "fapiPrivateV3", "GET", "account", 5),
  spotAccount: signed("spot", "private", "GET", "account", 20),
  positions: signed("futures", "fapiPrivateV3", "GET", "positionRisk", 5),
  income: signed("futures", "fapiPrivate", "GET", "income", 30),
  accountConfig: signed("futures", "fapiPrivate", "GET", "accountConfig", 5),
  futuresFeeBurn: signed("futures", "fapiPrivate", "GET", "feeBurn", 30),
  spotFeeBurn: signed("sapi", "sapi", "GET", "bnbBurn", 1),
  permissions: signed("sapi", "sapi", "GET", "account/apiRestrictions", 1),
  earnPositions: signed("sapi", "sapi", "GET", "simple-earn/flexible/position", 150),
  marginType: signed("futures", "fapiPrivate", "POST", "marginType", 1),
  leverage: signed("futures", "fapiPrivate", "POST", "leverage", 1),
  positionMargin: signed("futures", "fapiPrivate", "POST", "positionMargin", 1),
  transfer: signed("sapi", "sapi", "POST", "asset/transfer", 900),
  transfers: signed("sapi", "sapi", "GET", "asset/transfer", 1),

  listenKeyCreate: keyed("POST"),
  listenKeyExtend: keyed("PUT"),
} as const satisfies Readonly<Record<string, Endpoint>>;

/** The venue's names for the two ways between an account's own wallets. */
export const TRANSFER_TYPES = [
  { type: "MAIN_UMFUTURE", from: "spot", to: "futures" },
  { type: "UMFUTURE_MAIN", from: "futures", to: "spot" },
] as const;
