import type { PairExposure, StressScenario } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { estimate } from "../kernels/estimate.ts";
import { type PerpetualChanges, pairOf, questionOf, spreadOf } from "../kernels/testing.ts";
import { stressTable } from "./stress.ts";

const NEVER = Number.POSITIVE_INFINITY;
const AT_2000 = { fee: 0, price: 2_000 } as const;
const carry = (short: PerpetualChanges = {}) => pairOf({ long: { fee: 0 }, short: { ...AT_2000, ...short } });
const spread = (long: PerpetualChanges = {}, short: PerpetualChanges = {}) =>
  spreadOf({ long: { ...AT_2000, ...long }, short: { ...AT_2000, ...short } });

function row(scenario: StressScenario, pairs: readonly PairExposure[] = [carry()]) {
  const question = questionOf(pairs);
  const found = stressTable(question, estimate(question)).find((each) => each.scenario === scenario);
  if (found === undefined) throw new Error(`no row ${scenario}`);
  return found;
}

it("ends the short that a jump reaches, names it, and asks for the margin that would have kept it", () => {
  for (const pair of [carry(), spread()]) {
    const told = row("price-up", [pair]);
    expect(told.liquidated).toEqual([{ symbol: "ETH", leg: "short" }]);
    expect(told.profit).toBeCloseTo(-5 * (2_900 * 1.01 - 2_000), 6);
    expect(told.marginNeeded).toBeCloseTo(5 * (3_000 - 2_900) * 1.01, 6);
  }
});

it("ends the long of a spread that a fall reaches, and asks for the margin that would have kept it", () => {
  const told = row("price-down", [spread()]);
  expect(told.liquidated).toEqual([{ symbol: "ETH", leg: "long" }]);
  // The fall is taken for a spike: the short is bought back where it stood.
  expect(told.profit).toBeCloseTo(-5 * (2_000 - 1_100 * 0.99) - 5, 6);
  expect(told.marginNeeded).toBeCloseTo(5 * (1_100 - 1_000) * 0.99, 6);
});

it("costs a pair that survives no more than a worse basis on the way out", () => {
  const kept = { liquidationPrice: 4_000 };
  for (const pair of [carry(kept), spread({ liquidationPrice: 900 }, kept)]) {
    for (const scenario of ["price-up", "price-down"] as const) {
      const told = row(scenario, [pair]);
      const price = scenario === "price-up" ? 3_000 : 1_000;
      expect(told.liquidated).toEqual([]);
      expect(told.marginNeeded).toBe(0);
      expect(told.profit).toBeCloseTo(-5 * (price * 1.01 * 1.0005 - price), 6);
    }
  }
});

it("shrinks the whole account, in what it was worth, with the coin it is quoted in", () => {
  for (const pair of [carry(), spread()]) {
    // A hedged account is dollars of the quote coin, whatever stands beside it; the way out is paid too.
    expect(row("depeg-3", [pair]).profit).toBeCloseTo(-3_000 - 5 * 2_000 * 0.0005, 6);
    expect(row("depeg-10", [pair]).liquidated).toEqual([]);
  }
  const near = { liquidationPrice: 2_200 };
  for (const pair of [carry(near), spread({}, near)])
    expect(row("depeg-10", [pair]).liquidated).toEqual([{ symbol: "ETH", leg: "short" }]);
});

it("pays the bounds of funding for three days: a short its floor, a long its cap, each at its own times", () => {
  // Nine settlements of −0.3 % on 10,000, and the way out.
  expect(row("funding-bounds").profit).toBeCloseTo(-9 * 0.003 * 10_000 - 5, 6);
  expect(row("funding-bounds", [carry({ funding: { intervalHours: 4 } })]).profit).toBeCloseTo(-545, 6);
  const two = spread({ funding: { cap: 0.002, floor: -0.009, intervalHours: 4 } });
  expect(row("funding-bounds", [two]).profit).toBeCloseTo(-(9 * 0.003 + 18 * 0.002) * 10_000 - 5, 6);
});

it.each([
  ["a short's floor", carry({ funding: { floor: -NEVER } })],
  ["a long's cap", spread({ funding: { cap: NEVER } })],
])("says nothing of funding where %s is not told", (_, pair) => {
  const untold = { profit: null, marginNeeded: null, why: "funding-terms-unknown" };
  expect(row("funding-bounds", [pair])).toMatchObject(untold);
});

it("replays the crash: a hedged pair loses basis, a bare coin its price", () => {
  const hedged = row("october-2025");
  const bare = row("october-2025", [carry({ quantity: 0, liquidationPrice: NEVER })]);
  expect(hedged.liquidated).toEqual([]);
  // AVAX closed the worst hour 22 % down.
  expect(bare.profit).toBeLessThan(-0.15 * 10_000);
  expect(bare.profit).toBeGreaterThan(-0.4 * 10_000);
  expect(hedged.profit).toBeLessThan(0);
  expect(hedged.profit).toBeGreaterThan((bare.profit ?? 0) / 10);
});

/** The worst hours of two venues: 20.862 on the one, 21.858 on the other, for a coin as lively as AVAX. */
it("replays the crash over two venues: their distance is against us, and the fall inside the hour ends a long", () => {
  const model = { ...estimate(questionOf([spread()])), deviation: Float64Array.of(0.0093, 0, 0) };
  const tellOf = (pair: PairExposure) => {
    const found = stressTable(questionOf([pair]), model).find(({ scenario }) => scenario === "october-2025");
    return { ...found, profit: found?.profit ?? Number.NaN };
  };
  const kept = tellOf(spread({ liquidationPrice: 600 }));
  expect(kept.liquidated).toEqual([]);
  const apart = 26.485 / 26.493 - 20.862 / 21.858;
  const end = 2_000 * (21.858 / 26.493);
  expect(kept.profit).toBeCloseTo(-5 * (end * (1 + apart) * 1.0005 - end), 6);

  // Spot fell to 8.52 of 26.50: no further than 643, and not above it.
  const ended = tellOf(spread({ liquidationPrice: 644 }));
  expect(ended.liquidated).toEqual([{ symbol: "ETH", leg: "long" }]);
  expect(ended.marginNeeded).toBeCloseTo(5 * (644 - 2_000 * (8.52 / 26.5)) * 0.99, 6);
  expect(tellOf(spread({ liquidationPrice: 643 })).liquidated).toEqual([]);
});
