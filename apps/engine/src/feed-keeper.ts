import { setTimeout as sleep } from "node:timers/promises";
import type { VenueFailure } from "@evenkeel/core/events";
import type { EventSink, MarketFeed } from "@evenkeel/core/ports";
import type { Log } from "./log.ts";

/** Between two tries to reach a venue that does not answer. */
const RETRY_MS = 1_000;

/** Starts a feed and keeps trying until it runs; from then on it mends itself. Resolves when it runs or is stopped. */
export async function startFeed(
  venue: string,
  feed: MarketFeed,
  sink: EventSink,
  log: Log,
  stopped: AbortSignal,
  onKeyRefused: (failure: VenueFailure) => void,
): Promise<boolean> {
  let told = "";
  while (!stopped.aborted) {
    const started = await feed.start(sink);
    if (started.ok) return true;
    const { kind, code, message } = started.error;
    if (kind === "authentication" && code !== told && !stopped.aborted) onKeyRefused(started.error);
    if (code !== told && !stopped.aborted) log.warn({ venue, code }, `the venue cannot be reached yet: ${message}`);
    told = code;
    await sleep(RETRY_MS, undefined, { signal: stopped }).catch(() => {});
  }
  return false;
}
