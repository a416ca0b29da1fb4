import type { VenueFailure } from "@evenkeel/core/events";
import type { EventSink } from "@evenkeel/core/ports";
import { ok, type Result } from "@evenkeel/core/units";
import { read, stamp, type VenueClient } from "../client/client.ts";

type Clocked = Pick<VenueClient, "venue" | "rest" | "options" | "nowMs" | "offset" | "serverTime" | "venueNowMs">;

/** Enough to outvote what was measured before. */
export const CLOCK_SAMPLES = 5;

/** Asks the venue's clock; `/time` is wall time even where market time runs faster. */
export async function measureClock(
  client: Clocked,
  sink: EventSink,
  samples: number,
): Promise<Result<void, VenueFailure>> {
  let roundTripMs = 0;
  for (let taken = 0; taken < samples; taken += 1) {
    const sentAtMs = client.nowMs();
    const server = await read(client, client.serverTime.endpoint, {}, "query", client.serverTime.parse);
    if (!server.ok) return server;
    const receivedAtMs = client.nowMs();
    client.offset.add({ sentAtMs, receivedAtMs, serverMs: server.value });
    roundTripMs = receivedAtMs - sentAtMs;
  }
  const offsetMs = client.offset.offsetMs();
  if (offsetMs !== null) sink({ kind: "clock-offset", venue: client.venue, offsetMs, roundTripMs, ...stamp(client) });
  return ok(undefined);
}

/**
 * A machine that slept, or whose clock was set, is refused every signed request, hedges among them, until the offset
 * is measured anew: one measurement at a time, at once instead of sample by sample over minutes.
 */
export function createClockMender(client: Clocked, sink: EventSink): () => Promise<void> {
  let measuring = false;
  return async () => {
    if (measuring) return;
    measuring = true;
    await measureClock(client, sink, CLOCK_SAMPLES);
    measuring = false;
  };
}
