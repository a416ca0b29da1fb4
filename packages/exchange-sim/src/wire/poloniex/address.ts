import type { Family } from "../wire.ts";

/** Spot and futures share one host for REST and one for sockets. */
export const FAMILIES: readonly Family[] = [
  {
    name: "poloniex-rest",
    kind: "rest",
    hosts: ["api.poloniex.com"],
    paths: [
      "/v3/",
      "/timestamp",
      "/markets",
      "/v2/currencies",
      "/accounts",
      "/orders",
      "/trades",
      "/feeinfo",
      "/subaccounts",
      "/smartorders",
      "/margin/",
    ],
  },
  {
    name: "poloniex-stream",
    kind: "stream",
    hosts: ["ws.poloniex.com"],
    paths: ["/ws/public", "/ws/private", "/ws/v3/public", "/ws/v3/private"],
  },
];

export interface Door {
  readonly market: "spot" | "futures";
  readonly private: boolean;
}

const DOORS: Readonly<Record<string, Door>> = {
  "/ws/public": { market: "spot", private: false },
  "/ws/private": { market: "spot", private: true },
  "/ws/v3/public": { market: "futures", private: false },
  "/ws/v3/private": { market: "futures", private: true },
};

export const doorAt = (path: string): Door | null => (Object.hasOwn(DOORS, path) ? (DOORS[path] ?? null) : null);
