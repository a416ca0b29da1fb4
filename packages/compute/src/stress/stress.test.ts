import type { PairExposure, StressScenario } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { estimate } from "../kernels/estimate.ts";
import { pairOf, questionOf } from "../kernels/testing.ts";
import { stressTable } from "./stress.ts";

const FREE = pairOf({ spotFee: 0, perpetualFee: 0, perpetualPrice: 2_000 });

function row(scenario: StressScenario, pairs: readonly PairExposure[] = [FREE]) {
  const question = questionOf(pairs);
  const found = stressTable(question, estimate(question)).find((each) => each.scenario === scenario);
  if (found === undefined) throw new Error(`no row ${scenario}`);
  return found;
}

it("ends the short that a jump reaches, names it, and asks for the margin that would have kept it", () => {
  const told = row("price-up");
  expect(told.liquidated).toEqual(["ETH"]);
  expect(told.profit).toBeCloseTo(-5 * (2_900 * 1.01 - 2_000), 6);
  expect(told.marginNeeded).toBeCloseTo(5 * (3_000 - 2_900) * 1.01, 6);
});

it("costs a pair that survives no more than a worse basis on the way out", () => {
  for (const scenario of ["price-up", "price-down"] as const) {
    const told = row(scenario, [{ ...FREE, liquidationPrice: 4_000 }]);
    const price = scenario === "price-up" ? 3_000 : 1_000;
    expect(told.liquidated).toEqual([]);
    expect(told.marginNeeded).toBe(0);
    expect(told.profit).toBeCloseTo(-5 * (price * 1.01 * 1.0005 - price), 6);
  }
});

it("shrinks the whole account, in what it was worth, with the coin it is quoted in", () => {
  const told = row("depeg-3");
  // A hedged account is dollars of the quote coin, whatever stands beside it; the way out is paid too.
  expect(told.profit).toBeCloseTo(-3_000 - 5 * 2_000 * 0.0005, 6);
  expect(row("depeg-10").liquidated).toEqual([]);
  expect(row("depeg-10", [{ ...FREE, liquidationPrice: 2_200 }]).liquidated).toEqual(["ETH"]);
});

it("pays the floor of funding for three days", () => {
  // Nine settlements of −0.3 % on 10,000, and the way out.
  expect(row("funding-floor").profit).toBeCloseTo(-9 * 0.003 * 10_000 - 5, 6);
  expect(row("funding-floor", [{ ...FREE, intervalHours: 4 }]).profit).toBeCloseTo(-18 * 0.003 * 10_000 - 5, 6);
  const untold = row("funding-floor", [{ ...FREE, fundingFloor: Number.NEGATIVE_INFINITY }]);
  expect(untold).toMatchObject({ profit: null, marginNeeded: null, why: "funding-terms-unknown" });
});

it("replays the crash: a hedged pair loses basis, a bare coin its price", () => {
  const hedged = row("october-2025");
  const bare = row("october-2025", [{ ...FREE, shortQuantity: 0, liquidationPrice: Number.POSITIVE_INFINITY }]);
  expect(hedged.liquidated).toEqual([]);
  // AVAX closed the worst hour 22 % down.
  expect(bare.profit).toBeLessThan(-0.15 * 10_000);
  expect(bare.profit).toBeGreaterThan(-0.4 * 10_000);
  expect(hedged.profit).toBeLessThan(0);
  expect(hedged.profit).toBeGreaterThan((bare.profit ?? 0) / 10);
});
