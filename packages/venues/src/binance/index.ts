import type { VenueAdapter } from "@evenkeel/core/ports";
import { createClient } from "./client/client.ts";
import { createFeed } from "./feed/feed.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createHealth } from "./health.ts";
import type { BinanceOptions } from "./options.ts";
import { BINANCE } from "./parse/catalogue.ts";

export type { Timers } from "../common/transport/timers.ts";
export { type BinanceOptions, type BinanceSchedule, DEFAULT_SCHEDULE } from "./options.ts";
export { BINANCE } from "./parse/catalogue.ts";

/** Binance spot and USDT-M perpetuals as one venue. `feed.stop` closes every socket, the gateway's too: last. */
export async function createBinance(options: BinanceOptions): Promise<VenueAdapter> {
  const client = await createClient(options);
  const feed = createFeed(client);
  const families = createHealth(client, feed.streams);
  return {
    venue: BINANCE,
    feed: { start: feed.start, stop: feed.stop },
    gateway: createGateway(client),
    health: () => ({ families: families(), clockOffsetMs: client.offset.offsetMs() }),
  };
}
