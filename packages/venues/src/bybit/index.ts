import type { KeyedAdapter } from "../common/adapter.ts";
import { createHealth } from "../common/feed/health.ts";
import { createClient } from "./client/client.ts";
import { createBybitFeed } from "./feed/feed.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createPriceHistory } from "./history.ts";
import { probeKey } from "./keys/probe.ts";
import { BYBIT } from "./market.ts";
import type { BybitOptions } from "./options.ts";
import { FAMILIES } from "./quirks/endpoints.ts";

export { probeOnce } from "./keys/probe.ts";
export { BYBIT } from "./market.ts";
export type { BybitOptions } from "./options.ts";

/** Bybit spot and USDT perpetuals on one unified account. `feed.stop` closes every socket, the gateway's too: last. */
export async function createBybit(options: BybitOptions): Promise<KeyedAdapter> {
  const client = await createClient(options);
  const feed = createBybitFeed(client);
  const families = createHealth(client, Object.keys(FAMILIES), feed.streams);
  return {
    venue: BYBIT,
    feed: { start: feed.start, stop: feed.stop },
    gateway: createGateway(client),
    probeKey: () => probeKey(client),
    history: createPriceHistory(client),
    health: () => ({ families: families(), clockOffsetMs: client.offset.offsetMs() }),
  };
}
