import type { Route } from "../request.ts";
import { findRoute } from "../routes.ts";

export type SocketFamily = "spot" | "futures";

/** A method is a REST call under another name: same parameters, same weight, same answer. */
const METHODS: Readonly<Record<SocketFamily, Readonly<Record<string, string>>>> = {
  spot: {
    ping: "GET /api/v3/ping",
    time: "GET /api/v3/time",
    exchangeInfo: "GET /api/v3/exchangeInfo",
    depth: "GET /api/v3/depth",
    "trades.recent": "GET /api/v3/trades",
    "trades.historical": "GET /api/v3/historicalTrades",
    "trades.aggregate": "GET /api/v3/aggTrades",
    avgPrice: "GET /api/v3/avgPrice",
    uiKlines: "GET /api/v3/uiKlines",
    klines: "GET /api/v3/klines",
    "ticker.24hr": "GET /api/v3/ticker/24hr",
    "ticker.price": "GET /api/v3/ticker/price",
    "ticker.book": "GET /api/v3/ticker/bookTicker",
    "order.place": "POST /api/v3/order",
    "order.test": "POST /api/v3/order/test",
    "order.cancelReplace": "POST /api/v3/order/cancelReplace",
    "order.amend.keepPriority": "PUT /api/v3/order/amend/keepPriority",
    "order.amendments": "GET /api/v3/order/amendments",
    "order.status": "GET /api/v3/order",
    "order.cancel": "DELETE /api/v3/order",
    "openOrders.status": "GET /api/v3/openOrders",
    "openOrders.cancelAll": "DELETE /api/v3/openOrders",
    allOrders: "GET /api/v3/allOrders",
    myTrades: "GET /api/v3/myTrades",
    "account.status": "GET /api/v3/account",
    "account.commission": "GET /api/v3/account/commission",
    "account.rateLimits.orders": "GET /api/v3/rateLimit/order",
  },
  futures: {
    depth: "GET /fapi/v1/depth",
    "ticker.price": "GET /fapi/v1/ticker/price",
    "ticker.book": "GET /fapi/v1/ticker/bookTicker",
    "order.place": "POST /fapi/v1/order",
    "order.cancel": "DELETE /fapi/v1/order",
    "order.modify": "PUT /fapi/v1/order",
    "algoOrder.place": "POST /fapi/v1/algoOrder",
    "algoOrder.cancel": "DELETE /fapi/v1/algoOrder",
    "order.status": "GET /fapi/v1/order",
    "account.balance": "GET /fapi/v2/balance",
    "v2/account.balance": "GET /fapi/v3/balance",
    "account.status": "GET /fapi/v2/account",
    "v2/account.status": "GET /fapi/v3/account",
    "account.position": "GET /fapi/v2/positionRisk",
    "v2/account.position": "GET /fapi/v3/positionRisk",
    "userDataStream.start": "POST /fapi/v1/listenKey",
    "userDataStream.ping": "PUT /fapi/v1/listenKey",
    "userDataStream.stop": "DELETE /fapi/v1/listenKey",
  },
};

export function routeOf(family: SocketFamily, method: string): Route | undefined {
  const name = Object.hasOwn(METHODS[family], method) ? METHODS[family][method] : undefined;
  return name === undefined ? undefined : findRoute(family, name);
}

/** What concerns the connection itself, with its weight; the answers are made by the line. */
const SESSION_WEIGHTS: Readonly<Record<SocketFamily, Readonly<Record<string, number>>>> = {
  spot: {
    "session.logon": 2,
    "session.status": 2,
    "session.logout": 2,
    "session.subscriptions": 2,
    "userDataStream.subscribe": 2,
    "userDataStream.subscribe.signature": 2,
    "userDataStream.unsubscribe": 2,
  },
  futures: { "session.logon": 2, "session.status": 2, "session.logout": 2 },
};

export const sessionWeight = (family: SocketFamily, method: string): number | null =>
  Object.hasOwn(SESSION_WEIGHTS[family], method) ? (SESSION_WEIGHTS[family][method] ?? null) : null;

export const methodNames = (family: SocketFamily): readonly string[] => [
  ...Object.keys(METHODS[family]),
  ...Object.keys(SESSION_WEIGHTS[family]),
];
