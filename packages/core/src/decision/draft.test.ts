import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import { pairOf, perpetualMarket, readyState, setTop, spotMarket } from "../test/world.ts";
import { amount, type Price, type Quantity } from "../units/index.ts";
import { draftHedge, draftLead, draftReduce, draftShrink, grossedUp, priceCap } from "./draft.ts";

describe("the worst price taken", () => {
  it.each<[string, "buy" | "sell", number, number, (state: EngineState) => void, number | null]>([
    ["through the ask by ten bps", "buy", 0, 10, () => {}, 10_011],
    ["through the bid by ten bps", "sell", 0, 10, () => {}, 9_990],
    ["never short of the touch", "buy", 0, 0, () => {}, 10_001],
    ["inside the venue's band around the mark, up", "buy", 1, 1_000, () => {}, 10_500],
    ["inside the venue's band around the mark, down", "sell", 1, 1_000, () => {}, 9_500],
    ["inside the band even when the touch is outside", "sell", 1, 10, (s) => setTop(s, 1, 9_000, 9_002), 9_500],
    ["around the touch where there is no mark", "buy", 1, 900, (s) => (s.market.columns.markPrice[1] = 0), 10_501],
    ["none without a book", "buy", 0, 10, (s) => (s.market.columns.askPrice[0] = 0), null],
  ])("is %s", (_, side, at, bps, change, cap) => {
    const state = readyState();
    change(state);
    const instrument = state.market.instruments[at];
    expect(instrument === undefined ? undefined : priceCap(state, instrument, side, bps)).toBe(cap);
  });
  it.each<[string, "buy" | "sell", number]>([
    ["down for a buy", "buy", 10_100],
    ["up for a sell", "sell", 9_950],
  ])("is whole ticks, rounded in our favour: %s", (_, side, cap) => {
    const coarse = perpetualMarket({ tickSize: 50 as Price });
    const state = readyState(spotMarket(), coarse);
    setTop(state, 1, 10_000, 10_050);
    expect(priceCap(state, coarse, side, 90)).toBe(cap);
  });
});

describe("a quantity to buy", () => {
  it.each<[string, string, number, number]>([
    ["leaves the wanted coins after the fee", "10", 10, 10_011],
    ["is whole steps up", "0.0005", 10, 1],
    ["is the quantity itself without a fee", "10", 0, 10_000],
  ])("%s", (_, wanted, takerFeeBps, units) => {
    expect(grossedUp(amount(wanted), spotMarket({ takerFeeBps }))).toBe(units);
  });
  it("has no fee in the coin on a perpetual", () => {
    expect(grossedUp(amount("10"), perpetualMarket())).toBe(10_000);
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
  it("widens the cap of an exit with every miss, up to eight times", () => {
    const state = readyState();
    const caps = [0, 1, 7, 8, 50].map((misses) => {
      const pair = pairOf("10", "-10", { stage: "closing" });
      pair.long.misses = misses;
      return draftReduce(state, pair)?.priceLimit;
    });
    expect(caps).toEqual([9_950, 9_900, 9_600, 9_600, 9_600]);
  });
  it("waits where there is no book", () => {
    const state = readyState();
    state.market.columns.bidPrice[0] = 0;
    expect(draftReduce(state, pairOf("10", "-10", { stage: "closing" }))).toBe(null);
  });
});
