import type { VenueAdapter } from "@evenkeel/core/ports";
import { createFeed } from "./feed.ts";
import { createGateway } from "./gateway.ts";
import { createSession, type SecondVenueOptions } from "./session.ts";
import { SECOND_VENUE } from "./translate.ts";

/** The same port as Binance's adapter, over a venue of another make. */
export function createSecondVenue(options: SecondVenueOptions): VenueAdapter {
  const session = createSession(options);
  return {
    venue: SECOND_VENUE,
    feed: createFeed(session),
    gateway: createGateway(session),
    history: null,
    health: () => ({
      families: [
        {
          family: "everything",
          state: session.isUp ? "up" : "down",
          messagesPerSecond: 0,
          weightPercent: 0,
          lastError: null,
        },
      ],
      clockOffsetMs: 0,
    }),
  };
}
