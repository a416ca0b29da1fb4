import type { ClientOrderId } from "@evenkeel/core/ids";
import { type Hop, type HopMicros, isTerminal, type Order, type OrderIntent } from "@evenkeel/core/order";
import { createHistogram, type Histogram, type Sample } from "@evenkeel/telemetry/metrics";
import type { PersistEffect } from "../durable-lane/index.ts";
import type { EffectWatcher } from "../effect-watcher.ts";

/** Orders not ended yet; the oldest is told as far as it came. */
const ORDERS_MAX = 1_000;
const MICROSECONDS = 1_000;

type Stamps = {
  readonly intendedMs: number;
  storedMs: number | null;
  handedMs: number | null;
  answeredMs: number | null;
  readonly micros: Record<Hop, number | null>;
};

export type MeasuredOrder = { readonly clientOrderId: ClientOrderId; readonly hops: HopMicros };

export type OrderHops = EffectWatcher & {
  readonly histograms: Readonly<Record<Hop, Histogram>>;
  /** By what came of the one send, and why the order was made. */
  readonly outcomes: () => readonly Sample[];
  /** Orders whose way is over since it was asked last, to be kept with them. */
  readonly take: () => readonly MeasuredOrder[];
};

type Clocks = { readonly wallMs: () => number; readonly elapsedMs: () => number };

/** Follows every order past the doors of this process. `decide` is by the wall clock, and so to the millisecond. */
export function createOrderHops({ wallMs, elapsedMs }: Clocks): OrderHops {
  const histograms: Readonly<Record<Hop, Histogram>> = {
    decide: createHistogram(),
    store: createHistogram(),
    hand: createHistogram(),
    reply: createHistogram(),
    fill: createHistogram(),
  };
  const outcomes = new Map<string, { readonly labels: Sample["labels"]; value: number }>();
  const living = new Map<ClientOrderId, Stamps>();
  let over: MeasuredOrder[] = [];

  const note = (stamps: Stamps, hop: Hop, ms: number): void => {
    histograms[hop].record(ms);
    stamps.micros[hop] = Math.round(ms * MICROSECONDS);
  };

  const end = (id: ClientOrderId, { storedMs, micros }: Stamps): void => {
    living.delete(id);
    // What never became durable is no order.
    if (storedMs !== null) over.push({ clientOrderId: id, hops: micros });
  };

  const begin = (intent: OrderIntent): void => {
    const micros = { decide: null, store: null, hand: null, reply: null, fill: null };
    const stamps = { intendedMs: elapsedMs(), storedMs: null, handedMs: null, answeredMs: null, micros };
    note(stamps, "decide", Math.max(0, wallMs() - intent.createdAt));
    living.set(intent.clientOrderId, stamps);
    const [oldest] = living;
    if (living.size > ORDERS_MAX && oldest !== undefined) end(...oldest);
  };

  /** A fill can be booked before the reply is read: then it was waited for not at all. */
  const book = (order: Readonly<Order>): void => {
    const { clientOrderId } = order.intent;
    const stamps = living.get(clientOrderId);
    if (stamps === undefined) return;
    if (order.filledQuantity > 0 && stamps.handedMs !== null) {
      if (stamps.micros.fill === null)
        note(stamps, "fill", stamps.answeredMs === null ? 0 : elapsedMs() - stamps.answeredMs);
      // Its reply is still to be counted.
      if (stamps.answeredMs !== null) end(clientOrderId, stamps);
    } else if (isTerminal(order.state)) end(clientOrderId, stamps);
  };

  const count = (outcome: string, purpose: OrderIntent["purpose"]): void => {
    const key = `${outcome}/${purpose}`;
    const known = outcomes.get(key) ?? { labels: { outcome, purpose }, value: 0 };
    known.value += 1;
    outcomes.set(key, known);
  };

  return {
    histograms,
    outcomes: () => [...outcomes.values()],
    take() {
      const taken = over;
      over = [];
      return taken;
    },
    persisting({ batch }: PersistEffect) {
      for (const row of batch.rows) {
        if (row.table === "intent") begin(row.intent);
        else if (row.table === "order") book(row.order);
      }
    },
    stored({ batch }, outcome) {
      if (!outcome.stored) return;
      for (const row of batch.rows) {
        const stamps = row.table === "intent" ? living.get(row.intent.clientOrderId) : undefined;
        if (stamps === undefined) continue;
        stamps.storedMs = elapsedMs();
        note(stamps, "store", stamps.storedMs - stamps.intendedMs);
      }
    },
    handed(effect) {
      const stamps = effect.kind === "send" ? living.get(effect.intent.clientOrderId) : undefined;
      if (stamps === undefined) return;
      stamps.handedMs = elapsedMs();
      if (stamps.storedMs !== null) note(stamps, "hand", stamps.handedMs - stamps.storedMs);
    },
    answered(effect, completion) {
      if (effect.kind !== "send") return;
      count(completion.kind, effect.intent.purpose);
      const { clientOrderId } = effect.intent;
      const stamps = living.get(clientOrderId);
      if (stamps === undefined || stamps.handedMs === null) return;
      stamps.answeredMs = elapsedMs();
      note(stamps, "reply", stamps.answeredMs - stamps.handedMs);
      if (stamps.micros.fill !== null) end(clientOrderId, stamps);
    },
  };
}
