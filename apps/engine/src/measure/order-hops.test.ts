import type { ColdEvent, DurableRow } from "@evenkeel/core/events";
import type { ClientOrderId } from "@evenkeel/core/ids";
import type { Order, OrderIntent } from "@evenkeel/core/order";
import { wallTime } from "@evenkeel/core/units";
import { expect, it } from "vitest";
import type { PersistEffect } from "../durable-lane/index.ts";
import { createOrderHops } from "./order-hops.ts";

const intent = (id: string, purpose: OrderIntent["purpose"] = "enter") =>
  ({ clientOrderId: id as ClientOrderId, purpose, createdAt: 1_000 }) as OrderIntent;
const persist = (...rows: DurableRow[]) => ({ kind: "persist", batch: { rows } }) as unknown as PersistEffect;
const order = (of: OrderIntent, state: Order["state"], filledQuantity: number): DurableRow =>
  ({ table: "order", order: { intent: of, state, filledQuantity } }) as unknown as DurableRow;
const STORED = { stored: true, checkedAt: wallTime(1_000) } as const;
const sendOf = (of: OrderIntent) => ({ kind: "send", intent: of, checkedAt: STORED.checkedAt }) as const;
const acknowledged = { kind: "acknowledged" } as ColdEvent;

function createStation() {
  const clock = { ms: 0 };
  const hops = createOrderHops({ wallMs: () => 1_000 + clock.ms, elapsedMs: () => clock.ms });
  const send = (of: OrderIntent, at: { stored: number; handed: number; answered: number }): void => {
    hops.persisting?.(persist({ table: "intent", intent: of }));
    clock.ms = at.stored;
    hops.stored?.(persist({ table: "intent", intent: of }), STORED);
    clock.ms = at.handed;
    hops.handed?.(sendOf(of));
    clock.ms = at.answered;
    hops.answered?.(sendOf(of), acknowledged);
  };
  return { clock, hops, send };
}

it("tells the hops of one order apart", () => {
  const { clock, hops, send } = createStation();
  const one = intent("one");
  clock.ms = 2;
  send(one, { stored: 10, handed: 11, answered: 40 });
  clock.ms = 100;
  hops.persisting?.(persist(order(one, "filled", 5)));
  const sums = Object.fromEntries(Object.entries(hops.histograms).map(([hop, each]) => [hop, each.sum()]));
  expect(sums).toEqual({ decide: 2, store: 8, hand: 1, reply: 29, fill: 60 });
  const micros = { decide: 2_000, store: 8_000, hand: 1_000, reply: 29_000, fill: 60_000 };
  expect(hops.take()).toEqual([{ clientOrderId: "one", hops: micros }]);
  expect(hops.take()).toEqual([]);
});

it("counts the first fill only, and none where nothing was filled", () => {
  const { hops, send } = createStation();
  const [filled, missed] = [intent("filled"), intent("missed")];
  for (const each of [filled, missed]) send(each, { stored: 1, handed: 2, answered: 3 });
  hops.persisting?.(persist(order(filled, "acknowledged", 1)));
  hops.persisting?.(persist(order(filled, "filled", 2), order(missed, "expired", 0)));
  expect(hops.histograms.fill.count()).toBe(1);
  expect(hops.take().map(({ clientOrderId, hops: { fill } }) => [clientOrderId, fill])).toEqual([
    ["filled", 0],
    ["missed", null],
  ]);
});

it("tells of an order as far as it came, and nothing of one that never became durable", () => {
  const { clock, hops } = createStation();
  const [withheld, lost] = [intent("withheld"), intent("lost")];
  for (const each of [withheld, lost]) hops.persisting?.(persist({ table: "intent", intent: each }));
  clock.ms = 4;
  hops.stored?.(persist({ table: "intent", intent: withheld }), STORED);
  hops.stored?.(persist({ table: "intent", intent: lost }), { stored: false, reason: "away" });
  hops.persisting?.(persist(order(withheld, "abandoned", 0), order(lost, "abandoned", 0)));
  const micros = { decide: 0, store: 4_000, hand: null, reply: null, fill: null };
  expect(hops.take()).toEqual([{ clientOrderId: "withheld", hops: micros }]);
});

it("counts the reply of an order whose fill was heard of before it, and waits for no fill then", () => {
  const { clock, hops } = createStation();
  const early = intent("early");
  hops.persisting?.(persist({ table: "intent", intent: early }));
  hops.handed?.(sendOf(early));
  clock.ms = 5;
  hops.persisting?.(persist(order(early, "filled", 1), order(early, "filled", 1)));
  clock.ms = 30;
  hops.answered?.(sendOf(early), acknowledged);
  hops.persisting?.(persist(order(early, "filled", 1)));
  const { reply, fill } = hops.histograms;
  expect([reply.count(), reply.sum(), fill.count()]).toEqual([1, 30, 1]);
  expect(fill.sum()).toBeLessThan(1);
});

it("counts outcomes by purpose, whatever else is known of the order", () => {
  const { hops } = createStation();
  hops.answered?.(sendOf(intent("x", "exit")), { kind: "unknown" } as ColdEvent);
  hops.answered?.(sendOf(intent("y", "exit")), { kind: "unknown" } as ColdEvent);
  expect(hops.outcomes()).toEqual([{ labels: { outcome: "unknown", purpose: "exit" }, value: 2 }]);
});

it("forgets the oldest order rather than keeping all of them", () => {
  const { hops } = createStation();
  const first = intent("order-0");
  for (let at = 0; at <= 1_000; at += 1) hops.persisting?.(persist({ table: "intent", intent: intent(`order-${at}`) }));
  hops.stored?.(persist({ table: "intent", intent: first }), STORED);
  expect(hops.histograms.store.count()).toBe(0);
});
