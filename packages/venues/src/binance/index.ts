import type { KeyedAdapter } from "../common/adapter.ts";
import { createHealth } from "../common/feed/health.ts";
import { createClient } from "./client/client.ts";
import { createBinanceFeed } from "./feed/feed.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createPriceHistory } from "./history.ts";
import { probeKey } from "./keys/probe.ts";
import type { BinanceOptions } from "./options.ts";
import { BINANCE } from "./parse/catalogue.ts";
import { FAMILIES } from "./quirks/endpoints.ts";

export { probeOnce } from "./keys/probe.ts";
export { type BinanceOptions, type BinanceSchedule, DEFAULT_SCHEDULE } from "./options.ts";
export { BINANCE } from "./parse/catalogue.ts";

/** Binance spot and USDT-M perpetuals as one venue. `feed.stop` closes every socket, the gateway's too: last. */
export async function createBinance(options: BinanceOptions): Promise<KeyedAdapter> {
  const client = await createClient(options);
  const feed = createBinanceFeed(client);
  const families = createHealth(client, Object.keys(FAMILIES), feed.streams);
  return {
    venue: BINANCE,
    feed: { start: feed.start, stop: feed.stop },
    gateway: createGateway(client),
    probeKey: () => probeKey(client),
    history: createPriceHistory(client),
    health: () => ({ families: families(), clockOffsetMs: client.offset.offsetMs() }),
  };
}
