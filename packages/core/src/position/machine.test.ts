import { describe, expect, it } from "vitest";
import type { Order } from "../order/intent.ts";
import { orderOf, pairOf, perpetualMarket, readyState, spotMarket } from "../test/world.ts";
import { amount } from "../units/index.ts";
import { PAIR_TRANSITIONS, type PairSituation } from "./machine.ts";
import type { Pair, PairStage } from "./pair.ts";
import { dustLimit, isTradable, situationOf } from "./situation.ts";

const SITUATIONS = [
  "order-live",
  "resting",
  "resting-unbalanced",
  "resting-spent",
  "stray",
  "unbalanced",
  "hedge-spent",
  "below-target",
  "paced",
  "above-target",
  "balanced",
  "empty",
] as const satisfies readonly PairSituation[];

/** Every cell in the order above: stage/action. */
const CELLS: { readonly [Stage in PairStage]: string } = {
  opening:
    "opening/wait opening/wait opening/hedge opening/recall opening/recall opening/hedge unwinding/shrink opening/lead opening/wait open/wait open/wait closed/finish",
  open: "open/wait open/recall open/recall open/recall open/recall unwinding/shrink unwinding/shrink open/wait open/wait open/wait open/wait closed/finish",
  unwinding:
    "unwinding/wait unwinding/recall unwinding/recall unwinding/recall unwinding/recall unwinding/shrink unwinding/shrink open/wait open/wait open/wait open/wait closed/finish",
  shrinking:
    "shrinking/wait shrinking/recall shrinking/recall shrinking/recall shrinking/recall shrinking/shrink shrinking/shrink open/wait open/wait shrinking/trim open/wait closed/finish",
  closing:
    "closing/wait closing/wait closing/shrink closing/shrink closing/recall closing/shrink closing/shrink closing/reduce closing/reduce closing/reduce closing/reduce closed/finish",
  closed:
    "closed/wait closed/recall closed/recall closed/recall closed/recall closing/shrink closing/shrink closed/wait closed/wait closing/reduce closing/reduce closed/wait",
};

const TEN = amount("10");

const stages = Object.keys(CELLS) as PairStage[];

describe("the pair table", () => {
  const rows = stages.flatMap((stage) =>
    CELLS[stage].split(" ").map((cell, n) => {
      const [to = "", action = ""] = cell.split("/");
      return [stage, SITUATIONS[n] ?? "empty", to, action] as const;
    }),
  );
  it.each(rows)("%s, %s: %s, %s", (stage, situation, to, action) => {
    expect(PAIR_TRANSITIONS[stage][situation]).toEqual({ stage: to, action });
  });
  const cells = stages.flatMap((from) =>
    SITUATIONS.map((situation) => ({ from, situation, ...PAIR_TRANSITIONS[from][situation] })),
  );
  const fromWhere = (keep: (cell: (typeof cells)[number]) => boolean): string[] => [
    ...new Set(cells.filter(keep).map(({ from }) => from)),
  ];
  it("never acts beside an order that may still execute", () => {
    for (const stage of stages) expect(PAIR_TRANSITIONS[stage]["order-live"]).toEqual({ stage, action: "wait" });
  });
  it("beside an order that rests, only ever evens out what it got, or takes it back", () => {
    const resting = cells.filter(({ situation }) => situation.startsWith("resting") || situation === "stray");
    expect(resting).toHaveLength(4 * stages.length);
    expect([...new Set(resting.map(({ action }) => action))].sort()).toEqual(["hedge", "recall", "shrink", "wait"]);
    expect(new Set(resting.filter(({ situation }) => situation === "stray").map(({ action }) => action))).toEqual(
      new Set(["recall"]),
    );
    // No stage ends, and none begins, while something of ours can still fill.
    expect(resting.filter(({ from, stage }) => from !== stage)).toEqual([]);
  });
  it("adds risk only while opening", () => {
    expect(fromWhere(({ action }) => action === "lead" || action === "hedge")).toEqual(["opening"]);
  });
  it("never leads back into an entry", () => {
    expect(fromWhere(({ stage }) => stage === "opening")).toEqual(["opening"]);
  });
  it("says closed only of what is empty", () => {
    const ends = cells.filter(({ from, stage }) => from !== "closed" && stage === "closed");
    expect([...new Set(ends.map(({ situation }) => situation))]).toEqual(["empty"]);
  });
  it("acts on every imbalance, in every stage", () => {
    const apart = cells.filter(({ situation }) => situation === "unbalanced" || situation === "hedge-spent");
    expect([...new Set(apart.map(({ action }) => action))].sort()).toEqual(["hedge", "shrink"]);
  });
});

describe("a situation", () => {
  const state = readyState();
  it.each<[string, PairStage, spot: string, perpetual: string, PairSituation]>([
    ["nothing yet", "opening", "0", "0", "below-target"],
    ["first leg there", "opening", "10.000989", "0", "unbalanced"],
    ["first leg there, too little to hedge", "opening", "0.05", "0", "below-target"],
    ["hedged in whole steps", "opening", "10.000989", "-10", "balanced"],
    ["hedged in part of the target", "opening", "4.0005", "-4", "below-target"],
    ["hedged down to less than the venue takes as an order", "opening", "9.96", "-9.96", "balanced"],
    ["one step apart", "open", "10.0", "-9.93", "unbalanced"],
    ["short ahead", "open", "10", "-10.01", "unbalanced"],
    ["both gone but dust", "closing", "0.04", "0", "empty"],
    ["coin dust, short tradable", "closing", "0.009", "-0.01", "balanced"],
    ["short alone", "closing", "0", "-0.01", "unbalanced"],
    ["nothing at all", "closing", "0", "0", "empty"],
  ])("%s: %s %s %s is %s", (_, stage, spot, perpetual, situation) => {
    expect(situationOf(pairOf(spot, perpetual, { stage }), state.market, state.config, [], TEN)).toBe(situation);
  });
  it("is order-live whatever else it is", () => {
    expect(situationOf(pairOf("10", "0"), state.market, state.config, [orderOf({ purpose: "hedge" })], TEN)).toBe(
      "order-live",
    );
  });
  const enter = orderOf({ style: "resting" });
  const exit = orderOf({ style: "resting", side: "sell", purpose: "exit" });
  const hedge = orderOf({ leg: "short", side: "sell", purpose: "hedge" });
  const open = { stage: "opening" } as const;
  const closing = { stage: "closing", patient: true } as const;
  it.each<[string, Partial<Pair>, long: string, short: string, live: Order[], PairSituation]>([
    ["an entry's order waits", open, "0", "0", [enter], "resting"],
    ["what it got is hedged", open, "4", "-4", [enter], "resting"],
    ["what it got is too little to hedge", open, "0.04", "0", [enter], "resting"],
    ["what it got has no counterpart", open, "4", "0", [enter], "resting-unbalanced"],
    ["the hedge is under way", open, "4", "0", [enter, hedge], "order-live"],
    ["the other leg is ahead: its order would stand in the way", open, "4", "-6", [enter], "stray"],
    ["of another stage", { stage: "open" }, "4", "-4", [enter], "stray"],
    ["of another stage, uneven", { stage: "unwinding" }, "4", "0", [enter], "stray"],
    ["an entry's order while closing", closing, "4", "-4", [enter], "stray"],
    ["an exit's order waits", closing, "10", "-10", [exit], "resting"],
    ["what it sold has to be bought back", closing, "6", "-10", [exit], "resting-unbalanced"],
    ["the waiting leg is ahead", closing, "10", "-6", [exit], "stray"],
    ["nobody has patience any more", { stage: "closing" }, "10", "-10", [exit], "stray"],
    ["two of them", closing, "10", "-10", [exit, exit], "stray"],
    ["the other leg's", open, "0", "0", [orderOf({ leg: "short", style: "resting" })], "stray"],
    ["all gone while it waits", closing, "0", "0", [exit], "resting"],
  ])("with an order in the book, %s: %s %s %s", (_, changes, long, short, live, situation) => {
    expect(situationOf(pairOf(long, short, changes), state.market, state.config, live, TEN)).toBe(situation);
  });
  it("is resting-spent once the counterpart was missed three times", () => {
    const pair = pairOf("4", "0");
    pair.short.misses = 3;
    expect(situationOf(pair, state.market, state.config, [enter], TEN)).toBe("resting-spent");
  });
  it("is hedge-spent after three misses, and only while opening", () => {
    const pair = pairOf("10", "0");
    pair.short.misses = 3;
    expect(situationOf(pair, state.market, state.config, [], TEN)).toBe("hedge-spent");
    pair.stage = "unwinding";
    expect(situationOf(pair, state.market, state.config, [], TEN)).toBe("unbalanced");
  });
  it("wants no more after three empty attempts of the leading leg", () => {
    const pair = pairOf("0", "0");
    pair.long.misses = 3;
    expect(situationOf(pair, state.market, state.config, [], TEN)).toBe("empty");
  });
});

describe("dust", () => {
  it.each<[string, Parameters<typeof pairOf>, string]>([
    [
      "hedging a coin: the perpetual's own notional minimum, a tenth on top, in whole steps: less is refused",
      ["1", "0"],
      "0.06",
    ],
    ["leaving a coin: the spot's notional minimum, a tenth on top", ["1", "0", { stage: "closing" }], "0.055"],
    ["leaving a short: one step, a reducing order has no minimum", ["0", "-1", { stage: "closing" }], "0.01"],
  ])("when %s", (_, pair, limit) => {
    expect(dustLimit(pairOf(...pair), readyState().market)).toBe(amount(limit));
  });
  it("is measured in steps alone where no price is known", () => {
    const state = readyState(spotMarket(), perpetualMarket());
    state.market.columns.bidPrice.fill(0);
    state.market.columns.markPrice.fill(0);
    expect(isTradable(pairOf("0.001", "0").long, state.market)).toBe(true);
  });
});
