import type { ColdEvent, EngineEvent, MarkUpdate, TopOfBook } from "@evenkeel/core/events";
import {
  type ClientOrderId,
  clientOrderId,
  instrumentIndex,
  type LegName,
  type Nonce,
  planId,
} from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { OrderIntent } from "@evenkeel/core/order";
import type { InstrumentDirectory, VenueAdapter, VenueEffect } from "@evenkeel/core/ports";
import { type Price, type Quantity, wallTime } from "@evenkeel/core/units";

/** What may happen to the next order, cancel or transfer on its way. */
export type WireFault = "reply-lost" | "never-arrives" | "throttled";

/** One venue under the contract, with what a test needs to move it. */
export type Venue = {
  readonly adapter: VenueAdapter;
  /** Moves the venue's own time; funding falls due on the way. */
  readonly passTime: (ms: number) => Promise<void>;
  /** Makes the venue tell its prices now, where it does not do so by itself. */
  readonly publish: () => void;
  /** `null` where there is no wire to go wrong. */
  readonly wire: {
    readonly failNextOrder: (fault: WireFault) => void;
    readonly failNextCancel: (fault: WireFault) => void;
    readonly failNextMove: (fault: WireFault) => void;
    readonly ordersSeen: () => number;
    readonly cut: () => Promise<void>;
    readonly mend: () => Promise<void>;
    /** The same venue asked with a wrong secret. */
    readonly stranger: () => Promise<VenueAdapter>;
  } | null;
  /** What must not be held any more once the feed was stopped. */
  readonly leftovers: () => readonly string[];
  readonly close: () => Promise<void>;
};

/** What the feed has told so far. Hot events are copied: their adapter uses them again. */
export type Heard = {
  readonly cold: ColdEvent[];
  readonly tops: TopOfBook[];
  readonly marks: MarkUpdate[];
  readonly sink: (event: EngineEvent) => void;
  readonly instruments: () => readonly Instrument[];
};

const HOT_KEPT_MAX = 20_000;

export function createHeard(): Heard {
  const cold: ColdEvent[] = [];
  const tops: TopOfBook[] = [];
  const marks: MarkUpdate[] = [];
  return {
    cold,
    tops,
    marks,
    sink: (event) => {
      if (event.kind === "top") {
        if (tops.length < HOT_KEPT_MAX) tops.push({ ...event });
      } else if (event.kind === "mark") {
        if (marks.length < HOT_KEPT_MAX) marks.push({ ...event });
      } else {
        cold.push(event);
      }
    },
    instruments: () => ofKind(cold, "catalogue").at(-1)?.instruments ?? [],
  };
}

export const ofKind = <K extends ColdEvent["kind"]>(
  events: readonly ColdEvent[],
  kind: K,
): Extract<ColdEvent, { kind: K }>[] =>
  events.filter((event): event is Extract<ColdEvent, { kind: K }> => event.kind === kind);

export function createDirectory(): InstrumentDirectory {
  const names = new Map<string, number>();
  return {
    indexOf: (venue, kind, symbol) => {
      const name = `${venue}:${kind}:${symbol}`;
      const index = names.get(name) ?? names.size;
      names.set(name, index);
      return instrumentIndex(index);
    },
  };
}

const WAIT_MS_MAX = 15_000;
const LOOK_MS = 20;

/** Looks until it is so. The limit is for what never comes, not a measure of speed. */
export async function until(what: string, isSo: () => boolean, venue?: Venue): Promise<void> {
  const end = Date.now() + WAIT_MS_MAX;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    venue?.publish();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export const NONCE = "c0n7rac7" as Nonce;
let plans = 0;

export function nextOrderId(leg: LegName): ClientOrderId {
  plans += 1;
  return clientOrderId(planId(NONCE, plans), leg, 0);
}

export type Wanted = Pick<OrderIntent, "side" | "quantity" | "priceLimit"> & Partial<OrderIntent>;

export function intentFor(instrument: Instrument, wanted: Wanted): OrderIntent {
  const leg = instrument.kind === "spot" ? "long" : "short";
  plans += 1;
  return {
    clientOrderId: clientOrderId(planId(NONCE, plans), leg, 0),
    plan: planId(NONCE, plans),
    leg,
    attempt: 0,
    instrument: instrument.index,
    style: "immediate",
    bidPrice: 0 as Price,
    askPrice: 0 as Price,
    reduceOnly: false,
    purpose: "enter",
    createdAt: wallTime(0),
    leaseEpoch: 1,
    approval: { rules: "entry", intentHash: "", limitsVersion: 1, sequence: 1 },
    ...wanted,
  };
}

/** An order whose lease was checked just now. */
export const sendNow = (intent: OrderIntent): Extract<VenueEffect, { kind: "send" }> => ({
  kind: "send",
  intent,
  checkedAt: wallTime(Date.now()),
});

/** Performs an effect and insists on the kind of its answer. */
export async function performed<K extends ColdEvent["kind"]>(
  adapter: VenueAdapter,
  effect: VenueEffect,
  kind: K,
): Promise<Extract<ColdEvent, { kind: K }>> {
  let event = await adapter.gateway.perform(effect);
  for (let wait = ownPauseMs(event); wait !== null && event.kind !== kind; wait = ownPauseMs(event)) {
    const waitMs = wait;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    event = await adapter.gateway.perform(effect);
  }
  if (event.kind !== kind) throw new Error(`expected ${kind}, got ${describe(event)}`);
  return event as Extract<ColdEvent, { kind: K }>;
}

/** The behaviours ask faster than an engine does: what the adapter's own budget kept back never left, and is tried again. */
const ownPauseMs = (event: ColdEvent): number | null =>
  "failure" in event && event.failure.code === "own-budget" ? (event.failure.retryAfterMs ?? 0) + 1 : null;

const describe = (event: ColdEvent): string =>
  JSON.stringify(event, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value)).slice(0, 400);

export const wholeSteps = (quantity: number, step: Quantity): Quantity => (quantity - (quantity % step)) as Quantity;
