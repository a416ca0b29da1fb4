import type { LegRiskRow } from "@evenkeel/core/ports";
import { expect, test } from "vitest";
import { viewLegRisk } from "./legRisk.ts";

const spread = { p50: 1, p95: 2, p99: 3, max: 4 };
const row = (scope: LegRiskRow["scope"], change: Partial<LegRiskRow> = {}): LegRiskRow => ({
  scope,
  startedAtMs: 5,
  windows: 2,
  openWindows: 0,
  seconds: spread,
  notional: spread,
  secondsBins: [{ below: null, count: 2 }],
  notionalBins: [{ below: null, count: 2 }],
  notionalSeconds: 12,
  orders: 4,
  filled: 3,
  slippageBps: { ...spread, mean: 1.5 },
  slippageUnknown: 0,
  makerPercent: 25,
  cost: { pairs: 1, estimatedBps: 40, realisedBps: 42 },
  costUnknown: 0,
  hopMs: { decide: spread, store: spread, hand: spread, reply: spread, fill: spread },
  readyMs: spread,
  ...change,
});
const figures = (change: Partial<LegRiskRow>) => viewLegRisk([row({ kind: "all" }, change)], 0, 9).all;

test("an installation that never traded has nothing of anything, and no zero for it", () => {
  const { all, venues, runs } = viewLegRisk([], 1, 9);
  expect([venues, runs]).toEqual([[], []]);
  const nothing = { value: null, why: "nothing-yet" };
  const { seconds, notional, slippageBps, makerPercent, cost, hopMs, readyMs } = all;
  expect([seconds, notional, slippageBps, makerPercent, cost, readyMs, ...Object.values(hopMs)]).toEqual(
    Array.from({ length: 11 }, () => nothing),
  );
});

test.each<[name: string, change: Partial<LegRiskRow>, told: (of: ReturnType<typeof figures>) => unknown, why: string]>([
  ["filled, its book unseen", { slippageBps: null, slippageUnknown: 3 }, (of) => of.slippageBps, "not-measured"],
  ["none filled", { slippageBps: null, filled: 0 }, (of) => of.slippageBps, "nothing-yet"],
  ["ended, a fee in a third coin", { cost: null, costUnknown: 1 }, (of) => of.cost, "not-measured"],
  ["none ended", { cost: null }, (of) => of.cost, "nothing-yet"],
  [
    "orders of before the doors were timed",
    { hopMs: { ...row({ kind: "all" }).hopMs, reply: null } },
    (of) => of.hopMs.reply,
    "not-measured",
  ],
  [
    "no fill to wait for",
    { filled: 0, hopMs: { ...row({ kind: "all" }).hopMs, fill: null } },
    (of) => of.hopMs.fill,
    "nothing-yet",
  ],
])("%s: not known, and why", (_name, change, told, why) => {
  expect(told(figures(change))).toEqual({ value: null, why });
});

test("venues by name, runs newest first and not all there ever were", () => {
  const runs = Array.from({ length: 30 }, (_, run) => row({ kind: "run", run }));
  const venues = ["bybit", "binance"].map((venue) => row({ kind: "venue", venue }));
  const view = viewLegRisk([row({ kind: "all" }), ...runs, ...venues], 1, 9);
  expect(view.venues.map(({ venue }) => venue)).toEqual(["binance", "bybit"]);
  expect(view.runs.map(({ run }) => run)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
});
