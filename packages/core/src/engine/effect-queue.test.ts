import { describe, expect, it } from "vitest";
import type { Effect } from "../events/index.ts";
import { instrumentIndex } from "../ids/index.ts";
import type { OrderPurpose } from "../order/intent.ts";
import { draftOf, VENUE } from "../test/world.ts";
import { wallTime } from "../units/index.ts";
import { createEffectQueue, enqueue, finished, takeNext } from "./effect-queue.ts";

const send = (purpose: OrderPurpose, name: string): Effect => ({
  kind: "send",
  intent: {
    ...draftOf({ purpose, clientOrderId: name as never }),
    approval: { rules: "entry", intentHash: "", limitsVersion: 1, sequence: 1 },
  },
  checkedAt: wallTime(0),
});
const persist = (sequence: number): Effect => ({
  kind: "persist",
  awaited: false,
  reducesRisk: false,
  batch: { sequence, venueTimeMs: 0 as never, wallTimeMs: 0 as never, rows: [] },
});
const query: Effect = {
  kind: "query-order",
  venue: VENUE,
  clientOrderId: "q" as never,
  instrument: instrumentIndex(0),
};
const cancel: Effect = {
  kind: "cancel-order",
  venue: VENUE,
  clientOrderId: "c" as never,
  instrument: instrumentIndex(0),
};
const depth: Effect = { kind: "read-depth", venue: VENUE, instrument: instrumentIndex(0) };
const prepare: Effect = { kind: "prepare-leg", venue: VENUE, instrument: instrumentIndex(0), leverage: 2 };

const label = (effect: Effect | null): string => {
  if (effect === null) return "-";
  if (effect.kind === "persist") return `persist ${effect.batch.sequence}`;
  return effect.kind === "send" ? effect.intent.clientOrderId : effect.kind;
};

function drain(effects: readonly Effect[]): string[] {
  const queue = createEffectQueue();
  for (const effect of effects) enqueue(queue, effect);
  const order: string[] = [];
  for (let effect = takeNext(queue); effect !== null; effect = takeNext(queue)) {
    order.push(label(effect));
    finished(queue, effect);
  }
  return order;
}

describe("the order of effects", () => {
  it("is durable first, then what closes, then what enters and asks, then reads", () => {
    expect(
      drain([
        depth,
        prepare,
        query,
        send("enter", "e1"),
        send("hedge", "h1"),
        send("exit", "x1"),
        cancel,
        send("repair", "r1"),
        persist(1),
      ]),
    ).toEqual(["persist 1", "h1", "x1", "cancel-order", "r1", "query-order", "e1", "read-depth", "prepare-leg"]);
  });
  it("hands every commit over at once, in sequence; sends do not wait for a commit that is not theirs", () => {
    const queue = createEffectQueue();
    for (const effect of [persist(1), send("enter", "e1"), persist(2)]) enqueue(queue, effect);
    expect([takeNext(queue), takeNext(queue), takeNext(queue), takeNext(queue)].map(label)).toEqual([
      "persist 1",
      "persist 2",
      "e1",
      "-",
    ]);
  });
  it("has eight reads under way at most; a question about an order never waits for them", () => {
    const queue = createEffectQueue();
    for (let n = 0; n < 20; n += 1) enqueue(queue, depth);
    const started: Effect[] = [];
    for (let effect = takeNext(queue); effect !== null; effect = takeNext(queue)) started.push(effect);
    expect(started).toHaveLength(8);
    enqueue(queue, query);
    expect(label(takeNext(queue))).toBe("query-order");
    for (const effect of started.slice(0, 1)) finished(queue, effect);
    expect(label(takeNext(queue))).toBe("read-depth");
    expect(takeNext(queue)).toBe(null);
  });
  it("drops surplus looks into books, and counts them, but never a leverage setting", () => {
    const queue = createEffectQueue();
    for (let n = 0; n < 600; n += 1) enqueue(queue, depth);
    enqueue(queue, prepare);
    expect(queue.droppedReads).toBe(88);
    expect(queue.reads).toHaveLength(513);
  });
  it("calls a pile of orders a loop of our own", () => {
    const queue = createEffectQueue();
    expect(() => {
      for (let n = 0; n < 5_000; n += 1) enqueue(queue, query);
    }).toThrow("effects pile up");
  });
});
