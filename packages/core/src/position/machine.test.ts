import { describe, expect, it } from "vitest";
import { pairOf, perpetualMarket, readyState, spotMarket } from "../test/world.ts";
import { amount } from "../units/index.ts";
import { PAIR_TRANSITIONS, type PairSituation } from "./machine.ts";
import type { PairStage } from "./pair.ts";
import { dustLimit, isTradable, situationOf } from "./situation.ts";

const SITUATIONS = [
  "order-live",
  "unbalanced",
  "hedge-spent",
  "below-target",
  "balanced",
  "empty",
] as const satisfies readonly PairSituation[];

/** Every cell in the order above: stage/action. */
const CELLS: { readonly [Stage in PairStage]: string } = {
  opening: "opening/wait opening/hedge unwinding/shrink opening/lead open/wait closed/finish",
  open: "open/wait unwinding/shrink unwinding/shrink open/wait open/wait closed/finish",
  unwinding: "unwinding/wait unwinding/shrink unwinding/shrink open/wait open/wait closed/finish",
  closing: "closing/wait closing/shrink closing/shrink closing/reduce closing/reduce closed/finish",
  closed: "closed/wait closing/shrink closing/shrink closed/wait closing/reduce closed/wait",
};

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
    expect(situationOf(pairOf(spot, perpetual, { stage }), state.market, state.config, false)).toBe(situation);
  });
  it("is order-live whatever else it is", () => {
    expect(situationOf(pairOf("10", "0"), state.market, state.config, true)).toBe("order-live");
  });
  it("is hedge-spent after three misses, and only while opening", () => {
    const pair = pairOf("10", "0");
    pair.short.misses = 3;
    expect(situationOf(pair, state.market, state.config, false)).toBe("hedge-spent");
    pair.stage = "unwinding";
    expect(situationOf(pair, state.market, state.config, false)).toBe("unbalanced");
  });
  it("wants no more after three empty attempts of the leading leg", () => {
    const pair = pairOf("0", "0");
    pair.long.misses = 3;
    expect(situationOf(pair, state.market, state.config, false)).toBe("empty");
  });
});

describe("dust", () => {
  it.each<[string, Parameters<typeof pairOf>, string]>([
    ["hedging a coin: the perpetual's own notional minimum, a tenth on top", ["1", "0"], "0.055"],
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
