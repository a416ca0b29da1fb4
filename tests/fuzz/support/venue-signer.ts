import { createHmac, createPrivateKey, sign } from "node:crypto";
import type { VenueName } from "@evenkeel/exchange-sim";

export type Account = { readonly key: string; readonly secret: string };
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

const HOST = "api.coinbase.com";
const LIFE_SECONDS = 60;

const hmac = (text: string, secret: string, encoding: "hex" | "base64"): string =>
  createHmac("sha256", secret).update(text, "latin1").digest(encoding);

function binance(call: Call, { key, secret }: Account): Call {
  const query = `${call.query}&timestamp=${Date.now()}`;
  const signature = hmac(query, secret, "hex");
  return { ...call, query: `${query}&signature=${signature}`, headers: { "X-MBX-APIKEY": key } };
}

function bybit(call: Call, { key, secret }: Account): Call {
  const now = String(Date.now());
  const signature = hmac(`${now}${key}5000${call.method === "GET" ? call.query : call.body}`, secret, "hex");
  const headers = { "X-BAPI-API-KEY": key, "X-BAPI-TIMESTAMP": now, "X-BAPI-RECV-WINDOW": "5000" };
  return { ...call, headers: { ...headers, "X-BAPI-SIGN": signature } };
}

function poloniex(call: Call, { key, secret }: Account): Call {
  const now = String(Date.now());
  const pairs = call.query.split("&").filter((pair) => pair !== "");
  if (call.body !== "") pairs.push(`requestBody=${call.body}`);
  pairs.push(`signTimestamp=${now}`);
  const name = (pair: string): string => pair.slice(0, Math.max(0, pair.indexOf("=")));
  const sorted = pairs.toSorted((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0)).join("&");
  const signature = hmac(`${call.method}\n${call.path}\n${sorted}`, secret, "base64");
  return { ...call, headers: { key, signTimestamp: now, signature } };
}

function coinbase(call: Call, { key, secret }: Account): Call {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: "cdp", sub: key, nbf: now, exp: now + LIFE_SECONDS, uri: `${call.method} ${HOST}${call.path}` };
  const signed = `${part({ alg: "ES256", kid: key, nonce: String(now) })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), {
    key: createPrivateKey(secret),
    dsaEncoding: "ieee-p1363",
  }).toString("base64url");
  return { ...call, headers: { Authorization: `Bearer ${signed}.${signature}` } };
}

/** A request as the venue wants it signed, whatever is in it. */
export const SIGNERS: Readonly<Record<VenueName, (call: Call, account: Account) => Call>> = {
  binance,
  bybit,
  poloniex,
  coinbase,
};
