import type { ClientOrderId } from "@evenkeel/core/ids";
import { isTerminal, type Order, type OrderIntent } from "@evenkeel/core/order";
import { createHistogram, type Histogram, type Sample } from "@evenkeel/telemetry/metrics";
import type { PersistEffect } from "../durable-lane/index.ts";
import type { EffectWatcher } from "../effect-watcher.ts";

/**
 * `decide`: from the receipt of the event to the intent, by the wall clock and so to the millisecond. `store`: to the
 * word that it is durable. `hand`: to the venue's gateway. `reply`: to the venue's answer, signing and the way there
 * included. `fill`: from the answer to the first fill in the books.
 */
export const HOPS = ["decide", "store", "hand", "reply", "fill"] as const;
export type Hop = (typeof HOPS)[number];

/** Orders not ended yet; the oldest is forgotten beyond it. */
const ORDERS_MAX = 1_000;

type Stamps = {
  intendedMs: number;
  storedMs: number | null;
  handedMs: number | null;
  answeredMs: number | null;
  filled: boolean;
};

export type OrderHops = EffectWatcher & {
  readonly histograms: Readonly<Record<Hop, Histogram>>;
  /** By what came of the one send, and why the order was made. */
  readonly outcomes: () => readonly Sample[];
};

type Clocks = { readonly wallMs: () => number; readonly elapsedMs: () => number };

/** Follows every order past the doors of this process. */
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

  const begin = (intent: OrderIntent): void => {
    histograms.decide.record(Math.max(0, wallMs() - intent.createdAt));
    const untold = { storedMs: null, handedMs: null, answeredMs: null, filled: false };
    living.set(intent.clientOrderId, { intendedMs: elapsedMs(), ...untold });
    const [oldest] = living.keys();
    if (living.size > ORDERS_MAX && oldest !== undefined) living.delete(oldest);
  };

  /** A fill can be booked before the reply is read: then it was waited for not at all. */
  const book = (order: Readonly<Order>): void => {
    const { clientOrderId } = order.intent;
    const stamps = living.get(clientOrderId);
    if (stamps === undefined) return;
    if (order.filledQuantity > 0 && stamps.handedMs !== null) {
      if (!stamps.filled) histograms.fill.record(stamps.answeredMs === null ? 0 : elapsedMs() - stamps.answeredMs);
      stamps.filled = true;
      // Its reply is still to be counted.
      if (stamps.answeredMs !== null) living.delete(clientOrderId);
    } else if (isTerminal(order.state)) living.delete(clientOrderId);
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
        histograms.store.record(stamps.storedMs - stamps.intendedMs);
      }
    },
    handed(effect) {
      const stamps = effect.kind === "send" ? living.get(effect.intent.clientOrderId) : undefined;
      if (stamps === undefined) return;
      stamps.handedMs = elapsedMs();
      if (stamps.storedMs !== null) histograms.hand.record(stamps.handedMs - stamps.storedMs);
    },
    answered(effect, completion) {
      if (effect.kind !== "send") return;
      count(completion.kind, effect.intent.purpose);
      const stamps = living.get(effect.intent.clientOrderId);
      if (stamps === undefined || stamps.handedMs === null) return;
      stamps.answeredMs = elapsedMs();
      histograms.reply.record(stamps.answeredMs - stamps.handedMs);
      if (stamps.filled) living.delete(effect.intent.clientOrderId);
    },
  };
}
