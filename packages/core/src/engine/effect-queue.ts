import type { Effect } from "../events/index.ts";
import { invariant } from "../units/index.ts";

/** Reads waiting for their turn; more are dropped, because whoever needs one asks again. */
const READS_MAX = 512;
/** Reads and settings under way at once. Orders and questions about orders never wait for them. */
const READS_IN_FLIGHT_MAX = 8;
/** Sends and order queries waiting: far beyond what five pairs can cause; more is a loop of our own. */
const URGENT_MAX = 4_096;

/**
 * Order of effects: the durable part at once and strictly in sequence, so that whoever commits it may take all that
 * waits together; orders next, closing before entering; everything else behind them with a bound.
 */
export type EffectQueue = {
  readonly persists: Effect[];
  readonly urgent: Effect[];
  readonly reads: Effect[];
  readsInFlight: number;
  droppedReads: number;
};

export const createEffectQueue = (): EffectQueue => ({
  persists: [],
  urgent: [],
  reads: [],
  readsInFlight: 0,
  droppedReads: 0,
});

export function enqueue(queue: EffectQueue, effect: Effect): void {
  switch (effect.kind) {
    case "persist":
      queue.persists.push(effect);
      break;
    case "send":
      if (effect.intent.purpose === "enter") queue.urgent.push(effect);
      else queue.urgent.splice(closingCount(queue), 0, effect);
      break;
    case "cancel-order":
    case "transfer":
      queue.urgent.splice(closingCount(queue), 0, effect);
      break;
    case "query-order":
    case "cancel-open-orders":
      queue.urgent.push(effect);
      break;
    case "read-account":
    case "prepare-leg":
    case "read-depth":
    case "read-volume":
      if (effect.kind === "read-depth" && queue.reads.length >= READS_MAX) queue.droppedReads += 1;
      else queue.reads.push(effect);
      break;
  }
  invariant(queue.urgent.length <= URGENT_MAX, "effects pile up");
}

/** What reduces risk stands together at the head, in the order it came: sends that close, cancels, and added margin. */
function closingCount(queue: EffectQueue): number {
  const first = queue.urgent.findIndex((effect) => !reducesRisk(effect));
  return first < 0 ? queue.urgent.length : first;
}

const reducesRisk = (effect: Effect): boolean =>
  effect.kind === "cancel-order" ||
  effect.kind === "transfer" ||
  (effect.kind === "send" && effect.intent.purpose !== "enter");

/** The next effect that may start now, or `null`. */
export function takeNext(queue: EffectQueue): Effect | null {
  const first = queue.persists.shift() ?? queue.urgent.shift();
  if (first !== undefined) return first;
  const read = queue.readsInFlight < READS_IN_FLIGHT_MAX ? queue.reads.shift() : undefined;
  if (read !== undefined) queue.readsInFlight += 1;
  return read ?? null;
}

const isRead = ({ kind }: Effect): boolean =>
  kind === "read-account" || kind === "prepare-leg" || kind === "read-depth" || kind === "read-volume";

export function finished(queue: EffectQueue, effect: Effect): void {
  if (isRead(effect)) queue.readsInFlight -= 1;
}
