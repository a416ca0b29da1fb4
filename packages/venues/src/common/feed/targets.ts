import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { EventSink } from "@evenkeel/core/ports";
import { stamp, type VenueClient } from "../client/client.ts";
import type { HotOutlet } from "../market/hot.ts";
import type { Market } from "../market/market.ts";
import type { Stream, StreamState, StreamTools } from "../stream/stream.ts";

/** A venue gone mad must not flood the log: the first reason of each pause is told, the rest is counted. */
const MALFORMED_PAUSE_MS = 1_000;

export type FamilyStreams = { readonly family: string; readonly stream: Stream };

export type Streams = { readonly list: readonly FamilyStreams[]; readonly watched: string };

export type StreamTargets = {
  readonly perpetuals: readonly Market[];
  readonly spots: readonly Market[];
};

/** The busiest perpetuals and the spot markets of the same coins. */
export function chooseTargets(
  { markets, options }: Pick<VenueClient, "markets" | "options">,
  byVolume: readonly string[],
): StreamTargets {
  const { perpetual, spotByBase } = markets;
  const perpetuals = byVolume.slice(0, options.watch.symbolsMax).flatMap((symbol) => perpetual.get(symbol) ?? []);
  const spots = perpetuals.flatMap(({ instrument }) => spotByBase.get(instrument.base) ?? []);
  return { perpetuals, spots: [...new Set(spots)] };
}

export const targetsKey = ({ perpetuals, spots }: StreamTargets): string =>
  [...perpetuals, ...spots]
    .map(({ instrument }) => instrument.index)
    .sort((a, b) => a - b)
    .join();

export function chunk<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

export const streamTools = ({ exchange, timers, nowMs, options }: VenueClient): StreamTools => ({
  exchange,
  timers,
  nowMs,
  random: options.random,
});

/** Tells the engine what became of one stream. */
export const stateTeller =
  (client: VenueClient, sink: EventSink, name: string) =>
  (state: StreamState): void =>
    sink({ kind: "stream", venue: client.venue, stream: name, state, ...stamp(client) });

export function createOutlet(client: VenueClient, sink: EventSink): HotOutlet {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let untold = 0;
  return {
    sink,
    nowMs: client.nowMs,
    observeVenueTime: (ms) => {
      client.venueNowMs = ms;
    },
    venueNowMs: () => client.venueNowMs,
    malformed: (instrument: InstrumentIndex | null, reason) => {
      untold += 1;
      const now = client.nowMs();
      if (instrument === null && now - toldAtMs < MALFORMED_PAUSE_MS) return;
      const text = untold > 1 ? `${reason} (and ${untold - 1} more)` : reason;
      sink({ kind: "malformed-frame", venue: client.venue, instrument, reason: text, ...stamp(client) });
      toldAtMs = now;
      untold = 0;
    },
  };
}
