import { describe, expect, it } from "vitest";
import { clientOrderId } from "../ids/index.ts";
import type { Order, OrderStyle } from "../order/index.ts";
import { orderOf, pairOf, perpetualMarket, readyState, spotMarket } from "../test/world.ts";
import { amount, type Quantity } from "../units/index.ts";
import { draftHedge, draftLead, draftReduce, draftShrink, grossedUp } from "./draft.ts";

describe("a quantity to buy", () => {
  it.each<[string, string, number, number]>([
    ["leaves the wanted coins after the fee", "10", 10, 10_011],
    ["is whole steps up", "0.0005", 10, 1],
    ["is the quantity itself without a fee", "10", 0, 10_000],
  ])("%s", (_, wanted, feeBps, units) => {
    expect(grossedUp(amount(wanted), spotMarket(), feeBps)).toBe(units);
  });
  it("has no fee in the coin on a perpetual", () => {
    expect(grossedUp(amount("10"), perpetualMarket(), 5)).toBe(10_000);
  });
});

const short = (draft: ReturnType<typeof draftLead>) =>
  draft === null ? null : [draft.leg, draft.side, draft.quantity, draft.purpose, draft.reduceOnly];

describe("drafts", () => {
  it.each([
    ["lead of the long leg, fee on top", draftLead, pairOf("0", "0"), ["long", "buy", 10_011, "enter", false]],
    [
      "lead of the short leg",
      draftLead,
      pairOf("0", "0", { leading: "short" }),
      ["short", "sell", 10_000, "enter", false],
    ],
    ["lead for the rest", draftLead, pairOf("4", "-4"), ["long", "buy", 6_007, "enter", false]],
    ["hedge in whole steps, down", draftHedge, pairOf("3.999", "0"), ["short", "sell", 3_990, "hedge", false]],
    ["hedge for what is missing", draftHedge, pairOf("10", "-4"), ["short", "sell", 6_000, "hedge", false]],
    [
      "hedge of a short: coins with the fee on top",
      draftHedge,
      pairOf("0", "-10", { leading: "short" }),
      ["long", "buy", 10_011, "hedge", false],
    ],
    [
      "unwind of the first leg, down to the other",
      draftShrink,
      pairOf("10", "-4", { stage: "unwinding" }),
      ["long", "sell", 6_000, "repair", false],
    ],
    [
      "unwind of everything where the other is dust",
      draftShrink,
      pairOf("0.0009", "-10", { stage: "unwinding" }),
      ["short", "buy", 10_000, "repair", true],
    ],
    [
      "exit of the leading leg, whole",
      draftReduce,
      pairOf("10.0009", "-10", { stage: "closing" }),
      ["long", "sell", 10_000, "exit", false],
    ],
    [
      "exit of the other leg where the leading one is below the venue's minimum",
      draftReduce,
      pairOf("0.04", "-0.04", { stage: "closing" }),
      ["short", "buy", 40, "exit", true],
    ],
    ["nothing where nothing is left", draftReduce, pairOf("0.0001", "0", { stage: "closing" }), null],
  ])("%s", (_, make, pair, expected) => {
    expect(short(make(readyState(), pair))).toEqual(expected);
  });
  it("takes at most the venue's largest order, in whole steps", () => {
    const state = readyState(spotMarket({ quantityMax: 4_007 as Quantity, stepSize: 10 as Quantity }));
    expect(draftLead(state, pairOf("0", "0"))?.quantity).toBe(4_000);
  });
  /** The cap of an exit after so many misses in a row, with one before them that was none. */
  const capAfter = (misses: number, how: Partial<Order>, style: OrderStyle = "immediate"): number | undefined => {
    const state = readyState();
    const pair = pairOf("10", "-10", { stage: "closing" });
    pair.long.misses = misses;
    pair.long.attempts = misses + 1;
    for (let attempt = 0; attempt <= misses; attempt += 1) {
      const id = clientOrderId(pair.plan, "long", attempt);
      state.portfolio.orders.set(id, orderOf({ clientOrderId: id, attempt, style, purpose: "exit" }, how));
    }
    return draftReduce(state, pair)?.priceLimit;
  };
  it("widens the cap of an exit with every miss the market answered, up to eight times", () => {
    const caps = [0, 1, 7, 8, 50].map((misses) => capAfter(misses, { state: "expired" }));
    expect(caps).toEqual([9_950, 9_900, 9_600, 9_600, 9_600]);
  });
  it.each<[string, Partial<Order>, OrderStyle]>([
    ["a refusal", { state: "rejected" }, "immediate"],
    ["an order that never arrived", { state: "absent" }, "immediate"],
    ["waiting in the book", { state: "expired" }, "resting"],
  ])("does not widen it for %s: that says nothing of the price", (_, how, style) => {
    expect(capAfter(7, how, style)).toBe(9_950);
  });
  it("waits where there is no book", () => {
    const state = readyState();
    state.market.columns.bidPrice[0] = 0;
    expect(draftReduce(state, pairOf("10", "-10", { stage: "closing" }))).toBe(null);
  });
});
