import { describe, expect, it } from "vitest";
import { createLeg } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { pairOf, setTop, spreadState } from "../test/world.ts";
import { amount, type WallTimeMs } from "../units/index.ts";
import type { EngineState } from "./state.ts";
import { closeWindow, trackUnhedged } from "./unhedged.ts";

/** Ten coins long at one venue, eight short at the other. */
function held(prices: { readonly long: number; readonly short: number }) {
  const state = spreadState();
  const [long, short] = state.market.instruments;
  if (long === undefined || short === undefined) throw new Error("two markets");
  state.market.columns.markPrice.fill(0);
  setTop(state, 0, prices.long, prices.long);
  setTop(state, 1, prices.short, prices.short);
  const legs = {
    long: { ...createLeg(long), held: amount("10") },
    short: { ...createLeg(short), held: amount("-8") },
  };
  return { state, pair: pairOf("10", "-8", { stage: "open", ...legs }) };
}

function oneAhead(prices: { readonly long: number; readonly short: number }): number {
  const { state, pair } = held(prices);
  trackUnhedged(state, pair);
  return pair.unhedgedNotionalWorst;
}

it.each([
  ["at the long's market", { long: 10_000, short: 10_100 }, 200],
  ["at the short's while the long's venue is silent", { long: 0, short: 10_100 }, 202],
  ["at none while both are", { long: 0, short: 0 }, 0],
])("values what a spread holds without its counterpart %s", (_, prices, notional) => {
  expect(oneAhead(prices)).toBeCloseTo(notional, 9);
});

describe("a window of unhedged time", () => {
  const START_MS = 50_000;

  /** Looks after so many milliseconds, and answers what is to be kept of it. */
  function look(state: EngineState, pair: Pair, afterMs: number) {
    state.wallNowMs = (START_MS + afterMs) as WallTimeMs;
    state.sequence += 1;
    state.outbox.rows = [];
    trackUnhedged(state, pair);
    return kept(state);
  }
  const kept = (state: EngineState) =>
    state.outbox.rows.flatMap((row) => {
      if (row.table !== "unhedged") return [];
      const { openedAt, closedAt, apart, notional, notionalWorst, notionalSeconds } = row.window;
      const times = [openedAt - START_MS, closedAt === null ? null : closedAt - START_MS];
      return [[...times, apart, notional, notionalWorst, notionalSeconds].map((each) => each ?? null)];
    });
  const open = () => held({ long: 10_000, short: 10_000 });

  it("is kept when it opens, when its size moves and when it closes, with the integral of its worth", () => {
    const { state, pair } = open();
    expect(look(state, pair, 0)).toEqual([[0, null, amount("2"), 200, 200, 0]]);
    setTop(state, 0, 11_000, 11_000);
    expect(look(state, pair, 500)).toEqual([]);
    pair.short.held = amount("-9.5");
    expect(look(state, pair, 1_500)).toEqual([[0, null, amount("0.5"), 55, 220, 320]]);
    pair.short.held = amount("-10");
    expect(look(state, pair, 2_500)).toEqual([[0, 2_500, amount("0.5"), 55, 220, 375]]);
    expect(look(state, pair, 9_000)).toEqual([]);
    expect(pair.unhedgedSince).toBeNull();
  });

  it("goes on after a restart from where it was counted, the time between included", () => {
    const { state, pair } = open();
    look(state, pair, 0);
    const [row] = state.outbox.rows.flatMap((each) => (each.table === "unhedged" ? [each.window] : []));
    const again = open();
    if (row === undefined) throw new Error("a row");
    again.state.portfolio.unhedged.set(row.plan, { ...row });
    again.pair.unhedgedSince = pair.unhedgedSince;
    again.pair.short.held = amount("-10");
    expect(look(again.state, again.pair, 4_000)).toEqual([[0, 4_000, amount("2"), 200, 200, 800]]);
  });

  it("names its run, the venue of the leg that would end it, and what the pair was about", () => {
    const { state, pair } = open();
    state.leaseEpoch = 7;
    look(state, pair, 0);
    expect([...state.portfolio.unhedged.values()]).toMatchObject([
      { leaseEpoch: 7, venue: pair.long.venue, stage: "open", openedSequence: state.sequence },
    ]);
  });

  it("ends with its pair, and none begins for a pair that is over", () => {
    const { state, pair } = open();
    look(state, pair, 0);
    pair.stage = "closed";
    state.outbox.rows = [];
    closeWindow(state, pair);
    expect(kept(state)).toMatchObject([[0, 0, amount("2"), 200, 200, 0]]);
    expect(look(state, pair, 1_000)).toEqual([]);
    expect(state.portfolio.unhedged.size).toBe(0);
  });
});
