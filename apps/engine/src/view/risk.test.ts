import { createRiskStanding, type RiskNumbers } from "@evenkeel/core/risk";
import { HOUR_MS } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { viewRisk } from "./risk.ts";

let simulation: Simulation;
beforeAll(() => {
  simulation = new Simulation({ seed: 1, symbols: 12 });
  simulation.runVenueMs(6 * HOUR_MS);
}, 60_000);
beforeEach(() => {
  simulation.state.riskNumbers = createRiskStanding();
});

function tell(changes: Partial<RiskNumbers> = {}): void {
  const { state } = simulation;
  const measure = { method: "history", horizonHours: 24, confidence: 0.99 } as const;
  state.riskNumbers.latest = {
    portfolioVersion: state.portfolio.version,
    venueTimeMs: state.venueNowMs,
    askedAtMs: state.wallNowMs,
    equity: 50_000,
    pairCount: 2,
    historyHours: 720,
    pathCount: 10_000,
    measures: [{ ...measure, valueAtRisk: 100, expectedShortfall: 250 }],
    contributions: [
      { plan: "a" as never, symbol: "A", expectedShortfall: 50 },
      { plan: "b" as never, symbol: "B", expectedShortfall: 150 },
    ],
    stress: [
      {
        scenario: "price-up",
        profit: -1_000,
        liquidated: [{ symbol: "A", leg: "long" }],
        marginNeeded: 12.5,
        why: null,
      },
      {
        scenario: "funding-bounds",
        profit: null,
        liquidated: [],
        marginNeeded: null,
        why: "funding-terms-unknown",
      },
    ],
    tooYoung: null,
    ...changes,
  };
}

it("waits for the first answer, and tells nothing of a portfolio that holds nothing", () => {
  expect(viewRisk(simulation.state, 0)).toMatchObject({ standing: "waiting", numbers: null, trouble: null });
  const flat = { ...simulation.state, portfolio: { ...simulation.state.portfolio, pairs: new Map() } };
  expect(viewRisk(flat, 0)).toMatchObject({ standing: "nothing", numbers: null });
});

it("shows losses with their share of equity, the largest source first, and unknown with its reason", () => {
  tell();
  const { standing, numbers, dropped } = viewRisk(simulation.state, 3);
  expect([standing, dropped]).toEqual(["told", { stale: 0, skipped: 3 }]);
  expect(numbers?.isStale).toBe(false);
  expect(numbers?.measures[0]).toMatchObject({
    confidencePercent: 99,
    valueAtRisk: { amount: "100.00", percent: 0.2 },
    expectedShortfall: { amount: "250.00", percent: 0.5 },
  });
  expect(numbers?.contributions).toEqual([
    { symbol: "B", amount: "150.00", sharePercent: 75 },
    { symbol: "A", amount: "50.00", sharePercent: 25 },
  ]);
  expect(numbers?.stress).toEqual([
    {
      scenario: "price-up",
      profit: { value: { amount: "-1000.00", percent: -2 } },
      liquidated: [{ symbol: "A", leg: "long" }],
      marginNeeded: "12.50",
    },
    {
      scenario: "funding-bounds",
      profit: { value: null, why: "funding-terms-unknown" },
      liquidated: [],
      marginNeeded: null,
    },
  ]);
});

it("keeps the last answer while none comes, and says why; marks it when the portfolio moved", () => {
  tell();
  simulation.state.riskNumbers.failingSince = 1;
  simulation.state.riskNumbers.failure = { code: "timed-out", message: "a task took longer than 20000 ms" };
  simulation.state.portfolio.version += 1;
  const told = viewRisk(simulation.state, 0);
  expect(told).toMatchObject({ standing: "failing", trouble: "a task took longer than 20000 ms" });
  expect(told.numbers?.isStale).toBe(true);
  tell({ measures: [], tooYoung: "A" });
  simulation.state.riskNumbers.failure = null;
  expect(viewRisk(simulation.state, 0)).toMatchObject({ standing: "failing", trouble: "A has too little history" });
});
