import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import type { OrderDraft, OrderState } from "../order/intent.ts";
import { NOW_MS, orderOf, pairOf, perpetualMarket, readyState, setTop, spotMarket, VENUE } from "../test/world.ts";
import { amount, type Price, wallTime } from "../units/index.ts";
import { draftHedge, draftLead, draftReduce } from "./draft.ts";
import { mayRest, patienceOf, staleRest } from "./maker.ts";

/** The perpetual leads: there a maker saves three bps. */
const leading = (overrides = {}) => pairOf("0", "0", { leading: "short", ...overrides });
const REST: Partial<OrderDraft> = {
  leg: "short",
  instrument: perpetualMarket().index,
  side: "sell",
  style: "resting",
  priceLimit: 10_000 as Price,
};

let attempts = 0;
function rested(state: EngineState, agoMs: number, orderState: OrderState = "acknowledged") {
  attempts += 1;
  const clientOrderId = `ekabcd1234-0-d${attempts.toString(36)}` as OrderDraft["clientOrderId"];
  const order = orderOf({ ...REST, clientOrderId, createdAt: wallTime(NOW_MS - agoMs) }, { state: orderState });
  state.portfolio.orders.set(clientOrderId, order);
  return order;
}

describe("an entry waits in the book", () => {
  const maker = (makerFeeBps: number) => readyState(spotMarket(), perpetualMarket({ makerFeeBps }));
  it.each<[string, () => EngineState, boolean]>([
    ["where the maker fee is enough below the taker fee", () => maker(2), true],
    ["not where it is not", () => maker(4), false],
    ["and at the threshold it does", () => maker(3), true],
    [
      "not where the other market's least order is a large one",
      () => readyState(spotMarket({ notionalMin: amount("240") })),
      false,
    ],
    [
      "not while the other market's price is old",
      () => at((s) => (s.market.columns.topReceivedMs[0] = NOW_MS - 9_000)),
      false,
    ],
    ["not near a settlement", () => at((s) => (s.market.columns.nextFundingMs[1] = NOW_MS + 30_000)), false],
    ["not under a freeze", () => at((s) => (s.control.killLevel = "freeze")), false],
    ["not while the venue is down", () => at((s) => s.venues.get(VENUE)?.streamsDown.add("x")), false],
    ["again after a first price was left behind", () => at((s) => rested(s, 3_000, "expired")), true],
    ["not beyond its time", () => at((s) => rested(s, 15_000, "expired")), false],
    ["not once the venue has refused one", () => at((s) => rested(s, 3_000, "rejected")), false],
    ["not at a seventh price", () => at((s) => [6, 5, 4, 3, 2, 1].forEach((ago) => rested(s, ago, "expired"))), false],
  ])("%s", (_, make, may) => {
    expect(mayRest(make(), leading(), "enter")).toBe(may);
  });

  function at(change: (state: EngineState) => unknown): EngineState {
    const state = readyState();
    change(state);
    return state;
  }

  it("counts its own orders only", () => {
    const state = readyState();
    rested(state, 3_000);
    state.portfolio.orders.set("x" as never, orderOf({ ...REST, plan: "other" as never }));
    state.portfolio.orders.set("y" as never, orderOf({ ...REST, purpose: "exit" }));
    state.portfolio.orders.set("z" as never, orderOf({ ...REST, style: "immediate" }));
    expect(patienceOf(state, leading(), "enter")).toEqual({ orders: 1, since: NOW_MS - 3_000, refused: false });
  });
});

describe("a waiting order goes", () => {
  it.each<[string, agoMs: number, earlier: number, (state: EngineState) => void, string | null]>([
    ["not while its price is the best", 3_000, 0, () => {}, null],
    ["when its time is over", 15_000, 0, () => {}, "time-out"],
    ["when the market has left it behind", 3_000, 0, (s) => setTop(s, 1, 9_990, 9_996), "reprice"],
    ["not so soon", 1_900, 0, (s) => setTop(s, 1, 9_990, 9_996), null],
    ["not where the market came towards it", 3_000, 0, (s) => setTop(s, 1, 10_010, 10_020), null],
    ["not for a seventh price: it stays until its time is over", 3_000, 6, (s) => setTop(s, 1, 9_990, 9_996), null],
    ["not for a price beyond the plan's", 3_000, 0, (s) => setTop(s, 1, 9_880, 9_890), null],
    ["at once when an order's fate is unknown", 100, 0, (s) => rested(s, 100, "unknown"), "unknown-orders"],
    ["at once when the other leg ran away from the plan", 100, 0, (s) => setTop(s, 0, 10_199, 10_201), "plan-price"],
  ])("%s", (_, agoMs, earlier, change, reason) => {
    const state = readyState();
    for (let n = 0; n < earlier; n += 1) rested(state, agoMs, "expired");
    const order = rested(state, agoMs);
    change(state);
    expect(staleRest(state, leading(), order)).toBe(reason);
  });
  it("an exit's order knows no plan", () => {
    const state = readyState();
    const exit = orderOf({ ...REST, side: "buy", purpose: "exit" });
    setTop(state, 0, 9_699, 9_701);
    expect(staleRest(state, pairOf("10", "-10", { leading: "short", stage: "closing" }), exit)).toBe(null);
  });
});

describe("what is drafted", () => {
  const words = (draft: ReturnType<typeof draftLead>) =>
    draft === null ? null : `${draft.side} ${draft.quantity} ${draft.purpose} ${draft.style} at ${draft.priceLimit}`;
  it.each<[string, (state: EngineState) => void, string]>([
    ["the middle first", () => {}, "sell 10000 enter resting at 10000"],
    [
      "post-only where the spread is one tick",
      (s) => setTop(s, 1, 10_000, 10_001),
      "sell 10000 enter post-only at 10001",
    ],
    ["then what is there", (s) => rested(s, 16_000, "expired"), "sell 10000 enter immediate at 9990"],
    [
      "never below what the plan still stands at",
      (s) => {
        rested(s, 16_000, "expired");
        setTop(s, 1, 9_950, 9_952);
      },
      "sell 10000 enter immediate at 9990",
    ],
  ])("for a leading leg: %s", (_, change, drafted) => {
    const state = readyState();
    change(state);
    expect(words(draftLead(state, leading()))).toBe(drafted);
  });
  it("a bought coin that waits pays the maker's fee in itself", () => {
    const state = readyState(spotMarket({ makerFeeBps: 2 }));
    expect(words(draftLead(state, pairOf("0", "0")))).toBe("buy 10011 enter resting at 10000");
    setTop(state, 0, 10_000, 10_001);
    expect(words(draftLead(state, pairOf("0", "0")))).toBe("buy 10003 enter post-only at 10000");
  });
  it.each<[string, patient: boolean, agoMs: number | null, string]>([
    ["a chosen exit waits first", true, null, "buy 10000 exit resting at 10000"],
    ["and takes when its time is over", true, 16_000, "buy 10000 exit immediate at 10051"],
    ["a forced exit never waits", false, null, "buy 10000 exit immediate at 10051"],
  ])("%s", (_, patient, agoMs, drafted) => {
    const state = readyState();
    const pair = pairOf("10", "-10", { leading: "short", stage: "closing", patient });
    if (agoMs !== null) {
      const createdAt = wallTime(NOW_MS - agoMs);
      state.portfolio.orders.set("x" as never, orderOf({ ...REST, purpose: "exit", createdAt }, { state: "expired" }));
    }
    expect(words(draftReduce(state, pair))).toBe(drafted);
  });
  it("a hedge takes, whatever a maker would save", () => {
    expect(draftHedge(readyState(), pairOf("4", "0"))?.style).toBe("immediate");
  });
  it("EXE-2: an exit takes any price only where the widest cap has missed, and not with every try", () => {
    const styles = [0, 7, 8, 9, 10].map((misses) => {
      const pair = pairOf("10", "-10", { stage: "closing" });
      pair.long.misses = misses;
      return draftReduce(readyState(spotMarket({ marketQuantityMax: 4_000 as never })), pair);
    });
    expect(styles.map((draft) => `${draft?.style} ${draft?.quantity}`)).toEqual([
      "immediate 10000",
      "immediate 10000",
      "market 4000",
      "immediate 10000",
      "market 4000",
    ]);
  });
});
