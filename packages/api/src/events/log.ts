import { eventId, parseEventId } from "../delta/index.ts";
import type { EventBodies, EventName, StreamEvent } from "./event.ts";

/** Deltas kept for clients that come back: minutes of a busy hour. Full: the oldest is forgotten. */
export const EVENTS_KEPT_MAX = 1_000;

export type EventLog = {
  readonly append: <Name extends EventName>(name: Name, body: EventBodies[Name]) => void;
  /** All that came after `lastEventId`; null where that is not known any more: only a snapshot helps. */
  readonly since: (lastEventId: string | null) => readonly StreamEvent[] | null;
  readonly sequence: () => number;
  readonly idOf: (sequence: number) => string;
};

export function createEventLog(options: {
  readonly streamId: string;
  readonly nowMs: () => number;
  readonly keptMax?: number;
}): EventLog {
  const keptMax = options.keptMax ?? EVENTS_KEPT_MAX;
  const kept: StreamEvent[] = [];
  let sequence = 0;
  return {
    append(name, body) {
      sequence += 1;
      kept.push({ name, kind: "delta", sequence, atMs: options.nowMs(), body } as StreamEvent);
      if (kept.length > keptMax) kept.shift();
    },
    since(lastEventId) {
      const seen = lastEventId === null ? null : parseEventId(lastEventId);
      if (seen === null || seen.streamId !== options.streamId || seen.sequence > sequence) return null;
      const missing = sequence - seen.sequence;
      return missing > kept.length ? null : kept.slice(kept.length - missing);
    },
    sequence: () => sequence,
    idOf: (at) => eventId(options.streamId, at),
  };
}
