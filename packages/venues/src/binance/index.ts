import type { VenueFailure } from "@evenkeel/core/events";
import type { VenueAdapter } from "@evenkeel/core/ports";
import type { Result } from "@evenkeel/core/units";
import { createClient } from "./client/client.ts";
import { createFeed } from "./feed/feed.ts";
import { createGateway } from "./gateway/gateway.ts";
import { createHealth } from "./health.ts";
import { createPriceHistory } from "./history.ts";
import type { KeyStanding } from "./keys/key-permissions.ts";
import { probeKey } from "./keys/probe.ts";
import type { BinanceOptions } from "./options.ts";
import { BINANCE } from "./parse/catalogue.ts";

export type { VenueCall } from "../common/transport/rest.ts";
export type { Timers } from "../common/transport/timers.ts";
export type { KeyStanding } from "./keys/key-permissions.ts";
export { probeOnce } from "./keys/probe.ts";
export { type BinanceOptions, type BinanceSchedule, DEFAULT_SCHEDULE } from "./options.ts";
export { BINANCE } from "./parse/catalogue.ts";

/** With what only the owner's key tells: asked at the start and hourly, never in the way of an order. */
export type BinanceAdapter = VenueAdapter & { readonly probeKey: () => Promise<Result<KeyStanding, VenueFailure>> };

/** Binance spot and USDT-M perpetuals as one venue. `feed.stop` closes every socket, the gateway's too: last. */
export async function createBinance(options: BinanceOptions): Promise<BinanceAdapter> {
  const client = await createClient(options);
  const feed = createFeed(client);
  const families = createHealth(client, feed.streams);
  return {
    venue: BINANCE,
    feed: { start: feed.start, stop: feed.stop },
    gateway: createGateway(client),
    probeKey: () => probeKey(client),
    history: createPriceHistory(client),
    health: () => ({ families: families(), clockOffsetMs: client.offset.offsetMs() }),
  };
}
