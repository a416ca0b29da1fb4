/**
 * Since April 2026 futures streams live under three roots: prices that everybody computes under /market, order
 * books under /public, one's own orders under /private. The old roots are gone.
 */
export const STREAM_ROOTS = {
  futuresMarket: "wss://fstream.binance.com/market/ws",
  futuresPublic: "wss://fstream.binance.com/public/ws",
  futuresPrivate: "wss://fstream.binance.com/private/ws",
  spot: "wss://stream.binance.com:9443/ws",
  spotAccount: "wss://ws-api.binance.com:443/ws-api/v3",
} as const;

/** Binance accepts up to 1,024 streams a connection and few subscription messages a second; ccxt uses 200. */
export const STREAMS_PER_CONNECTION_MAX = 200;

export const subscribe = (id: number, streams: readonly string[]): string =>
  JSON.stringify({ method: "SUBSCRIBE", params: streams, id });
