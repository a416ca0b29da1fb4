import { expect, it } from "vitest";
import { choleskyOf, estimate } from "./estimate.ts";
import { PATHS_PER_BLOCK, portfolioLosses, type Simulation, simulateBlock, tailContributions } from "./monte-carlo.ts";
import { normalLoss } from "./parametric.ts";
import { tailOf } from "./tail.ts";
import { pairOf, questionOf } from "./testing.ts";

const BLOCKS = 16;

function simulate(changes: Partial<Simulation>, question = questionOf([pairOf()]), order?: readonly number[]) {
  const simulation: Simulation = {
    pairs: question.pairs,
    model: estimate(question),
    horizonHours: 24,
    seed: 1,
    fatTails: true,
    ...changes,
  };
  const losses = new Float64Array(BLOCKS * PATHS_PER_BLOCK * question.pairs.length);
  for (const block of order ?? Array.from({ length: BLOCKS }, (_, at) => at)) simulateBlock(simulation, block, losses);
  return losses;
}

it("agrees with the closed form where shocks are normal and nothing is liquidated", () => {
  const pair = pairOf({ liquidationPrice: Number.POSITIVE_INFINITY, fundingCap: 1, fundingFloor: -1 });
  const question = questionOf([pair, { ...pair, symbol: "SOL", spotPrice: 150, perpetualPrice: 150.2 }]);
  const sums = portfolioLosses(simulate({ fatTails: false }, question), 2);
  const { mean, deviation } = normalLoss(question, estimate(question), 24);
  const sampleMean = sums.reduce((sum, loss) => sum + loss, 0) / sums.length;
  const sampleDeviation = Math.sqrt(sums.reduce((sum, loss) => sum + (loss - sampleMean) ** 2, 0) / sums.length);
  expect(Math.abs(sampleMean - mean)).toBeLessThan(4 * (deviation / Math.sqrt(sums.length)) + 0.002 * deviation);
  expect(sampleDeviation / deviation).toBeGreaterThan(0.96);
  expect(sampleDeviation / deviation).toBeLessThan(1.06);
});

it("gives the same paths in whatever order blocks are computed", () => {
  const forward = simulate({});
  const backward = simulate(
    {},
    undefined,
    Array.from({ length: BLOCKS }, (_, at) => BLOCKS - 1 - at),
  );
  expect(backward).toEqual(forward);
  expect(simulate({ seed: 2 })).not.toEqual(forward);
});

it("finds a hedged pair far safer than the coin alone, and the hedge worth little once it can be liquidated", () => {
  const tail = (changes: Parameters<typeof pairOf>[0]) => {
    const question = questionOf([pairOf(changes)], { priceDeviation: 0.01 });
    return tailOf(portfolioLosses(simulate({}, question), 1).sort(), 0.99).expectedShortfall;
  };
  const never = Number.POSITIVE_INFINITY;
  const hedged = tail({ liquidationPrice: never });
  expect(hedged).toBeLessThan(tail({ shortQuantity: 0, liquidationPrice: never }) / 10);
  expect(tail({ liquidationPrice: 2_080 })).toBeGreaterThan(5 * hedged);
});

it("splits the shortfall over the pairs without a rest", () => {
  const question = questionOf([pairOf(), pairOf({ symbol: "SOL", spotQuantity: 10, shortQuantity: 10 })]);
  const losses = simulate({}, question);
  const sums = portfolioLosses(losses, 2);
  const { valueAtRisk, expectedShortfall } = tailOf(sums.slice().sort(), 0.99);
  const [first = 0, second = 0] = tailContributions(losses, sums, 2, valueAtRisk, expectedShortfall);
  expect(first + second).toBeCloseTo(expectedShortfall, 6);
  expect(second).toBeGreaterThan(first);
});

it("factors a correlation it can multiply back, and survives one of rank one", () => {
  const ones = new Float64Array(9).fill(1);
  const lower = choleskyOf(ones, 3);
  expect([...lower]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
  const { correlation, size, shrinkage } = estimate(questionOf([pairOf(), pairOf({ symbol: "SOL" })]));
  const factor = choleskyOf(correlation, size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      let product = 0;
      for (let k = 0; k < size; k += 1) product += (factor[row * size + k] ?? 0) * (factor[column * size + k] ?? 0);
      expect(product).toBeCloseTo(correlation[row * size + column] ?? Number.NaN, 10);
    }
  expect(shrinkage).toBeGreaterThan(0.01);
  // Two coins that share 36 % of their variance, seen through the shrinkage.
  expect(correlation[3]).toBeGreaterThan(0.15);
  expect(correlation[3]).toBeLessThan(0.5);
});
