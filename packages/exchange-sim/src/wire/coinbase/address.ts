import type { Family } from "../wire.ts";

export const REST_FAMILY = "coinbase-rest";
export const STREAM_FAMILY = "coinbase-stream";
export const USER_STREAM_FAMILY = "coinbase-user-stream";

export const REST_HOST = "api.coinbase.com";

export const FAMILIES: readonly Family[] = [
  { name: REST_FAMILY, kind: "rest", hosts: [REST_HOST], paths: ["/api/v3/brokerage/", "/v2/"] },
  { name: STREAM_FAMILY, kind: "stream", hosts: ["advanced-trade-ws.coinbase.com"], paths: ["/"] },
  { name: USER_STREAM_FAMILY, kind: "stream", hosts: ["advanced-trade-ws-user.coinbase.com"], paths: [] },
];
