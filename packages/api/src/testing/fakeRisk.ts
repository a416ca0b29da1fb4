import { known, type RiskMeasureView, type RiskView, type StressView, unknown } from "../views/index.ts";

export type FakeScene = "running" | "flat" | "halted" | "starting" | "frozen" | "not-flat";

const EQUITY = 50_214;

const loss = (amount: number): { amount: string; percent: number } => ({
  amount: amount.toFixed(2),
  percent: Math.round((amount / EQUITY) * 10_000) / 100,
});

const METHODS: readonly (readonly [RiskMeasureView["method"], readonly [number, number, number, number]])[] = [
  ["history", [61.4, 82.05, 104.9, 131.22]],
  ["monte-carlo", [68.2, 97.71, 121.4, 163.9]],
  ["parametric", [58.77, 71.3, 79.6, 90.14]],
];

const measures: readonly RiskMeasureView[] = METHODS.flatMap(([method, [var95, short95, var99, short99]]) => [
  {
    method,
    horizonHours: 24,
    confidencePercent: 95,
    valueAtRisk: loss(var95),
    expectedShortfall: loss(short95),
  },
  {
    method,
    horizonHours: 24,
    confidencePercent: 99,
    valueAtRisk: loss(var99),
    expectedShortfall: loss(short99),
  },
]);

const STRESS: readonly (readonly [StressView["scenario"], number | null, StressView["liquidated"], number])[] = [
  ["price-up", -2_804.12, [{ symbol: "SOL", leg: "short" }], 214.6],
  ["price-down", -98.3, [], 0],
  ["october-2025", -121.77, [], 0],
  ["depeg-3", -1_509.6, [], 0],
  ["depeg-10", -5_026.1, [], 0],
  ["funding-bounds", null, [], 0],
];

const stress: readonly StressView[] = STRESS.map(([scenario, profit, liquidated, margin]) => ({
  scenario,
  profit: profit === null ? unknown("funding-terms-unknown") : known(loss(profit)),
  liquidated,
  marginNeeded: profit === null ? null : margin.toFixed(2),
}));

/** What the workers would have told of three pairs; nothing where none is held. */
export function fakeRisk(scene: FakeScene, nowMs: number, venueMs: number): RiskView {
  const held = scene !== "flat" && scene !== "starting";
  return {
    asset: "USDT",
    standing: scene === "flat" ? "nothing" : scene === "starting" ? "waiting" : scene === "halted" ? "failing" : "told",
    trouble: scene === "halted" ? "SOL has no liquidation price" : null,
    limitPercent: 10,
    numbers: held
      ? {
          portfolioVersion: 41,
          isStale: scene === "halted",
          computedAtMs: nowMs - 12_000,
          computedAtVenueMs: venueMs - 720_000,
          historyHours: 720,
          pathCount: 10_000,
          measures,
          tooYoung: null,
          contributions: [
            { symbol: "SOL", amount: "82.10", sharePercent: 50.1 },
            { symbol: "AVAX", amount: "51.60", sharePercent: 31.5 },
            { symbol: "LINK", amount: "30.20", sharePercent: 18.4 },
          ],
          stress,
        }
      : null,
    dropped: { stale: 0, skipped: 0 },
  };
}
