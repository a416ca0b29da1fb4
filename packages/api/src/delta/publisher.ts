import type { OverviewView } from "../views/index.ts";
import { diffOverview, indexRows } from "./diff.ts";
import { eventId, type OverviewEnvelope, parseEventId } from "./envelope.ts";

/** Deltas kept for clients that come back; at four a second about two minutes. Full: the oldest is forgotten. */
export const RING_DELTAS_MAX = 480;
/** A client further behind than this is cheaper to serve with one snapshot. */
export const REPLAY_DELTAS_MAX = 120;

export type Publisher = {
  /** Takes the next view; true when it differed and a delta was numbered. */
  readonly publish: (view: OverviewView) => boolean;
  /** All that a client who has seen `lastEventId` lacks: deltas when the ring still holds them, else a snapshot. */
  readonly since: (lastEventId: string | null) => readonly OverviewEnvelope[];
  readonly sequence: () => number;
  readonly idOf: (envelope: OverviewEnvelope) => string;
};

type Envelope<Kind> = Extract<OverviewEnvelope, { kind: Kind }>;

export function createPublisher(options: {
  readonly streamId: string;
  readonly first: OverviewView;
  readonly ringMax?: number;
}): Publisher {
  const ringMax = options.ringMax ?? RING_DELTAS_MAX;
  const ring: Envelope<"delta">[] = [];
  let current = { view: options.first, rows: indexRows(options.first.opportunities) };
  let sequence = 1;

  const snapshot = (): Envelope<"snapshot"> => ({
    channel: "overview",
    sequence,
    kind: "snapshot",
    body: current.view,
  });

  return {
    publish(view) {
      const rows = view.opportunities === current.view.opportunities ? current.rows : indexRows(view.opportunities);
      const next = { view, rows };
      const body = diffOverview(current, next);
      if (body === null) return false;
      current = next;
      sequence += 1;
      ring.push({ channel: "overview", sequence, kind: "delta", body });
      if (ring.length > ringMax) ring.shift();
      return true;
    },
    since(lastEventId) {
      const seen = lastEventId === null ? null : parseEventId(lastEventId);
      if (seen === null || seen.streamId !== options.streamId || seen.sequence > sequence) return [snapshot()];
      const missing = sequence - seen.sequence;
      if (missing === 0) return [];
      if (missing > ring.length || missing > REPLAY_DELTAS_MAX) return [snapshot()];
      return ring.slice(ring.length - missing);
    },
    sequence: () => sequence,
    idOf: (envelope) => eventId(options.streamId, envelope.sequence),
  };
}
