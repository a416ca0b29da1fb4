import { createHmac, createPrivateKey, sign } from "node:crypto";
import type { VenueName } from "@evenkeel/exchange-sim";
import type { Credentials } from "./client.ts";

export type Elsewhere = Exclude<VenueName, "binance">;

/** What a test sees of an answer: its status, the venue's own code in it, and all of it. */
export interface Heard {
  readonly status: number;
  readonly code: number | string;
  readonly body: Body;
}

interface Body {
  readonly retCode?: number;
  readonly code?: number;
  readonly error?: string;
  readonly error_response?: { readonly error: string };
  readonly result?: { readonly list?: readonly Row[] };
  readonly data?: readonly Row[];
  readonly orders?: readonly Row[];
}

type Row = Readonly<Record<string, string>>;

/** How an order went, in whatever words. */
export interface Fate {
  readonly done: boolean;
  readonly executed: number;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

/** One venue's way to sign, to order and to ask, written from its documentation. */
interface Manner {
  readonly stream: string;
  /** A question that needs no key. */
  readonly time: string;
  /** How much is ordered, as the venue counts it. */
  readonly quantity: number;
  readonly headers: (call: Call, account: Credentials) => Record<string, string>;
  readonly code: (body: Body) => number | string;
  /** Null orders at the market. */
  readonly order: (id: string, price: string | null) => readonly [path: string, body: object];
  readonly ask: string;
  readonly find: (body: Body, id: string) => Row | undefined;
  readonly fate: (row: Row) => Fate;
}

const hmac = (text: string, secret: string, encoding: "hex" | "base64"): string =>
  createHmac("sha256", secret).update(text).digest(encoding);

const bybit: Manner = {
  stream: "/v5/public/linear",
  time: "/v5/market/time",
  quantity: 2,
  headers: ({ method, query, body }, { key, secret }) => {
    const now = String(Date.now());
    const signature = hmac(`${now}${key}5000${method === "GET" ? query : body}`, secret, "hex");
    return {
      "X-BAPI-API-KEY": key,
      "X-BAPI-TIMESTAMP": now,
      "X-BAPI-RECV-WINDOW": "5000",
      "X-BAPI-SIGN": signature,
    };
  },
  code: ({ retCode = Number.NaN }) => retCode,
  order: (orderLinkId, price) => {
    const common = { category: "linear", symbol: "ETHUSDT", side: "Buy", qty: "2", orderLinkId };
    const kind = price === null ? { orderType: "Market" } : { orderType: "Limit", timeInForce: "IOC", price };
    return ["/v5/order/create", { ...common, ...kind }];
  },
  ask: "/v5/order/history?category=linear&symbol=ETHUSDT",
  find: ({ result }, id) => result?.list?.find((row) => row["orderLinkId"] === id),
  fate: (row) => ({ done: row["orderStatus"] === "Filled", executed: Number(row["cumExecQty"]) }),
};

const poloniex: Manner = {
  stream: "/ws/v3/public",
  time: "/timestamp",
  quantity: 200,
  headers: ({ method, path, query, body }, { key, secret }) => {
    const signTimestamp = String(Date.now());
    const sent = body === "" ? [] : [`requestBody=${body}`];
    const pairs = [...query.split("&").filter((pair) => pair !== ""), ...sent, `signTimestamp=${signTimestamp}`];
    const signature = hmac(`${method}\n${path}\n${pairs.toSorted().join("&")}`, secret, "base64");
    return { key, signTimestamp, signature };
  },
  code: ({ code = Number.NaN }) => code,
  order: (clOrdId, px) => {
    const common = { symbol: "ETH_USDT_PERP", side: "BUY", sz: "200", clOrdId };
    const kind = px === null ? { type: "MARKET" } : { type: "LIMIT", timeInForce: "IOC", px };
    return ["/v3/trade/order", { ...common, ...kind }];
  },
  ask: "/v3/trade/order/history?symbol=ETH_USDT_PERP&limit=100",
  find: ({ data }, id) => data?.find((row) => row["clOrdId"] === id),
  fate: (row) => ({ done: row["state"] === "FILLED", executed: Number(row["execQty"]) }),
};

const coinbase: Manner = {
  stream: "/",
  time: "/api/v3/brokerage/time",
  quantity: 2,
  headers: ({ method, path }, { key, secret }) => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: "cdp", sub: key, nbf: now, exp: now + 60, uri: `${method} api.coinbase.com${path}` };
    const text = `${part({ alg: "ES256", kid: key, nonce: String(now) })}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key: createPrivateKey(secret), dsaEncoding: "ieee-p1363" });
    return { Authorization: `Bearer ${text}.${signature.toString("base64url")}` };
  },
  code: ({ error, error_response }) => error ?? error_response?.error ?? "",
  order: (client_order_id, limit_price) => {
    const order_configuration =
      limit_price === null
        ? { market_market_ioc: { base_size: "2" } }
        : { sor_limit_ioc: { base_size: "2", limit_price } };
    return ["/api/v3/brokerage/orders", { client_order_id, product_id: "ETH-USD", side: "BUY", order_configuration }];
  },
  ask: "/api/v3/brokerage/orders/historical/batch?product_ids=ETH-USD",
  find: ({ orders }, id) => orders?.find((row) => row["client_order_id"] === id),
  fate: (row) => ({ done: row["status"] === "FILLED", executed: Number(row["filled_size"]) }),
};

export const MANNERS: Readonly<Record<Elsewhere, Manner>> = { bybit, poloniex, coinbase };

/** A plain signed client of one venue, so that a test sees what is said and what is not. */
export function createHand(venue: Elsewhere, port: number, account: Credentials) {
  const manner = MANNERS[venue];
  const call = async (method: string, url: string, sent?: object): Promise<Heard> => {
    const [path = "", query = ""] = url.split("?");
    const body = sent === undefined ? "" : JSON.stringify(sent);
    const headers = { ...manner.headers({ method, path, query, body }, account), "Content-Type": "application/json" };
    const init = { method, headers, ...(body === "" ? {} : { body }) };
    const response = await fetch(`http://127.0.0.1:${port}${url}`, init);
    const answer = (await response.json()) as Body;
    return { status: response.status, code: manner.code(answer), body: answer };
  };
  return {
    time: () => call("GET", manner.time),
    order: (id: string, price: string | null = null) => {
      const [path, sent] = manner.order(id, price);
      return call("POST", path, sent);
    },
    /** Null where the venue knows no such order. */
    fateOf: async (id: string): Promise<Fate | null> => {
      const row = manner.find((await call("GET", manner.ask)).body, id);
      return row === undefined ? null : manner.fate(row);
    },
  };
}
