import { expect, it } from "vitest";
import { clientOrderId, type Nonce, planId } from "../ids/index.ts";
import type { Order, OrderDraft, OrderPurpose } from "../order/intent.ts";
import { intentHash } from "../order/seal.ts";
import { readyState } from "../test/world.ts";
import { type Price, type Quantity, type WallTimeMs, ZERO } from "../units/index.ts";
import { onPersisted } from "./orders.ts";
import type { EngineState } from "./state.ts";

const SEQUENCE = 7;

function waiting(state: EngineState, number: number, purpose: OrderPurpose): Order {
  const plan = planId("abcd1234" as Nonce, number);
  const draft: OrderDraft = {
    clientOrderId: clientOrderId(plan, "long", 0),
    plan,
    leg: "long",
    attempt: 0,
    instrument: 0 as OrderDraft["instrument"],
    side: "buy",
    style: "immediate",
    quantity: 10 as Quantity,
    priceLimit: 10_001 as Price,
    bidPrice: 9_999 as Price,
    askPrice: 10_001 as Price,
    reduceOnly: false,
    purpose,
    createdAt: state.wallNowMs,
    leaseEpoch: state.leaseEpoch,
  };
  const approval = { rules: "entry", intentHash: intentHash(draft), limitsVersion: 1, sequence: SEQUENCE } as const;
  const order: Order = {
    intent: { ...draft, approval },
    state: "intended",
    filledQuantity: 0 as Quantity,
    filledQuote: ZERO,
    reportedQuantity: 0 as Quantity,
    venueOrderId: null,
    sentAt: null,
    stateSince: state.wallNowMs,
    absentPolls: 0,
    refusal: null,
  };
  state.portfolio.orders.set(order.intent.clientOrderId, order);
  state.awaiting.set(SEQUENCE, [...(state.awaiting.get(SEQUENCE) ?? []), order.intent.clientOrderId]);
  return order;
}

const sent = (state: EngineState) => state.outbox.effects.filter(({ kind }) => kind === "send").length;

it("an entry stored beside a hedge is withheld: a journal in trouble stores such a batch, and may not carry new risk", () => {
  const state = readyState();
  const entry = waiting(state, 1, "enter");
  const hedge = waiting(state, 2, "hedge");
  onPersisted(state, SEQUENCE, state.wallNowMs);
  expect([entry.state, hedge.state, sent(state)]).toEqual(["abandoned", "sending", 1]);
});

it("an entry stored alone is sent", () => {
  const state = readyState();
  const entry = waiting(state, 1, "enter");
  onPersisted(state, SEQUENCE, state.wallNowMs);
  expect([entry.state, sent(state)]).toEqual(["sending", 1]);
});

it.each([
  ["just now", 0, "sending"],
  ["as long ago as the receive window lasts", 5_000, "sending"],
  ["longer ago than the receive window", 5_001, "abandoned"],
])("I12: an order whose lease was checked %s", (_, ageMs, expected) => {
  for (const purpose of ["enter", "hedge", "repair", "exit"] as const) {
    const state = readyState();
    const order = waiting(state, 1, purpose);
    const checkedAt = (state.wallNowMs - ageMs) as WallTimeMs;
    onPersisted(state, SEQUENCE, checkedAt);
    expect(order.state).toBe(expected);
    const sends = state.outbox.effects.filter((effect) => effect.kind === "send");
    expect(sends.map((effect) => effect.checkedAt)).toEqual(expected === "sending" ? [checkedAt] : []);
  }
});
