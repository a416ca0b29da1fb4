import { SECOND_MS } from "@evenkeel/core/units";
import type { FamilyLimits } from "../../common/budget/governor.ts";
import type { HttpMethod } from "../../common/transport/ccxt.ts";
import type { Endpoint } from "../../common/transport/rest.ts";

const SECOND = { windowMs: SECOND_MS, counting: "rolling", reservePercent: 20 } as const;
/** Nothing that closes a position is asked there. */
const ASIDE = { ...SECOND, reservePercent: 0 } as const;

/**
 * Bybit counts calls, not weight: 600 of an address in any five seconds, and of an account so many in any second, each
 * endpoint for itself. Endpoints of one limit share a family here, which is the safe side; answers tell the limit in
 * force, which differs by account.
 */
export const FAMILIES = {
  market: { weightMax: 600, windowMs: 5 * SECOND_MS, counting: "rolling", reservePercent: 20 },
  orders: { weightMax: 10, ...SECOND },
  cancels: { weightMax: 10, ...SECOND },
  queries: { weightMax: 50, ...SECOND },
  executions: { weightMax: 50, ...SECOND },
  account: { weightMax: 50, ...ASIDE },
  log: { weightMax: 30, ...ASIDE },
  settings: { weightMax: 5, ...ASIDE },
} as const satisfies Readonly<Record<string, FamilyLimits>>;

export type FamilyName = keyof typeof FAMILIES;

/** Every call of this machine's counts here too. */
const ADDRESS: FamilyName = "market";

const open = (path: string): Endpoint => ({
  family: ADDRESS,
  api: "public",
  path: `v5/market/${path}`,
  weight: 1,
  method: "GET",
  signed: false,
  counts: null,
});
const signed = (family: FamilyName, method: HttpMethod, path: string): Endpoint => ({
  family,
  counts: ADDRESS,
  api: "private",
  path: `v5/${path}`,
  weight: 1,
  method,
  signed: true,
});

export const ENDPOINTS = {
  time: open("time"),
  instruments: open("instruments-info"),
  tickers: open("tickers"),
  riskLimits: open("risk-limit"),
  fundingRates: open("funding/history"),
  depth: open("orderbook"),
  candles: open("kline"),
  markCandles: open("mark-price-kline"),

  order: signed("orders", "POST", "order/create"),
  cancel: signed("cancels", "POST", "order/cancel"),
  cancelAll: signed("cancels", "POST", "order/cancel-all"),
  orderNow: signed("queries", "GET", "order/realtime"),
  orderHistory: signed("queries", "GET", "order/history"),
  executions: signed("executions", "GET", "execution/list"),
  wallet: signed("account", "GET", "account/wallet-balance"),
  accountInfo: signed("account", "GET", "account/info"),
  positions: signed("account", "GET", "position/list"),
  transactions: signed("log", "GET", "account/transaction-log"),
  feeRates: signed("settings", "GET", "account/fee-rate"),
  permissions: signed("settings", "GET", "user/query-api"),
  leverage: signed("settings", "POST", "position/set-leverage"),
  addMargin: signed("settings", "POST", "position/add-margin"),
  marginMode: signed("settings", "POST", "account/set-margin-mode"),
} as const satisfies Readonly<Record<string, Endpoint>>;

/** Whose count an answer's headers tell. */
export function familyOfPath(pathname: string): FamilyName | null {
  for (const { path, family } of Object.values<Endpoint>(ENDPOINTS))
    if (pathname === `/${path}`) return family as FamilyName;
  return null;
}
