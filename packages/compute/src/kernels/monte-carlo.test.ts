import type { PairExposure } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { choleskyOf, estimate } from "./estimate.ts";
import { PATHS_PER_BLOCK, portfolioLosses, type Simulation, simulateBlock, tailContributions } from "./monte-carlo.ts";
import { normalLoss } from "./parametric.ts";
import { EXIT_WIDENING } from "./payoff.ts";
import { tailOf } from "./tail.ts";
import { type PerpetualChanges, pairOf, questionOf, spreadOf } from "./testing.ts";

const BLOCKS = 16;

type Parts = {
  readonly short: PerpetualChanges;
  readonly unbound: PerpetualChanges;
};

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

it.each<[string, (parts: Parts) => readonly PairExposure[]]>([
  [
    "carries",
    ({ short }) => [
      pairOf({ short }),
      pairOf({ symbol: "SOL", long: { price: 150 }, short: { ...short, price: 150.2 } }),
    ],
  ],
  [
    "a carry and a spread",
    ({ short, unbound }) => [pairOf({ short }), spreadOf({ symbol: "SOL", long: unbound, short })],
  ],
])("agrees with the closed form where shocks are normal and nothing is liquidated, over %s", (_, pairs) => {
  const short = { liquidationPrice: Number.POSITIVE_INFINITY, funding: { cap: 1, floor: -1 } };
  const unbound = {
    liquidationPrice: 0,
    quantity: 6,
    funding: { cap: 1, floor: -1, rate: 0.0003, intervalHours: 4 },
  };
  const question = questionOf(pairs({ short, unbound }));
  const sums = portfolioLosses(simulate({ fatTails: false }, question), 2);
  const { mean, deviation } = normalLoss(question, estimate(question), 24);
  const sampleMean = sums.reduce((sum, loss) => sum + loss, 0) / sums.length;
  const sampleDeviation = Math.sqrt(sums.reduce((sum, loss) => sum + (loss - sampleMean) ** 2, 0) / sums.length);
  expect(Math.abs(sampleMean - mean)).toBeLessThan(4 * (deviation / Math.sqrt(sums.length)) + 0.002 * deviation);
  expect(sampleDeviation / deviation).toBeGreaterThan(0.96);
  expect(sampleDeviation / deviation).toBeLessThan(1.06);
});

/** Abramowitz and Stegun 7.1.26; within 1.5e-7. */
function normalBelow(z: number): number {
  if (z > 0) return 1 - normalBelow(-z);
  const t = 1 / (1 + (0.3275911 * -z) / Math.SQRT2);
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce((sum, a) => sum * t + a, 0);
  return (series * t * Math.exp((-z * z) / 2)) / 2;
}

it("loses what the reflection of a walk says where a spread's long is liquidated", () => {
  const [sigma, hours, price, end] = [0.01, 24, 2_000, 1_900];
  const free = { price, fee: 0, maintenanceMargin: 0 };
  const pair = spreadOf({
    long: { ...free, liquidationPrice: end },
    short: { ...free, liquidationPrice: Number.POSITIVE_INFINITY, funding: { rate: 0 } },
  });
  const model = {
    pairs: 1,
    size: 3,
    deviation: Float64Array.of(sigma, 0, 0),
    persistence: Float64Array.of(1, 0, 0),
    mean: new Float64Array(3),
    now: new Float64Array(3),
    correlation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    shrinkage: 0,
  };
  const simulation = { pairs: [pair], model, horizonHours: hours, seed: 3, fatTails: false };
  const losses = new Float64Array(160 * PATHS_PER_BLOCK);
  for (let block = 0; block < 160; block += 1) simulateBlock(simulation, block, losses);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const deviation = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length);

  const spread = sigma * Math.sqrt(hours);
  const barrier = Math.log(end / price);
  const touched = 2 * normalBelow(barrier / spread);
  // Where the short is left, never below the barrier: mass that ends below it, and the reflection of the rest.
  const ended = Math.exp(barrier) * normalBelow(barrier / spread);
  const returned = Math.exp(2 * barrier + spread ** 2 / 2) * normalBelow(barrier / spread + spread);
  const wayOut = 5 * price * EXIT_WIDENING;
  const expected = 5 * (price * (ended + returned) - end * touched) + wayOut * (1 - touched / 2);
  // Those that ended below it lost at the long what the short had earned until there.
  const losing = losses.filter((loss) => loss > 1.5 * wayOut).length / losses.length;
  expect(Math.abs(losing - touched / 2)).toBeLessThan(0.005);
  expect(Math.abs(mean - expected)).toBeLessThan(3 * (deviation / Math.sqrt(losses.length)));
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
  const tail = (pair: PairExposure) => {
    const question = questionOf([pair], { priceDeviation: 0.01 });
    return tailOf(portfolioLosses(simulate({}, question), 1).sort(), 0.99).expectedShortfall;
  };
  const short = { liquidationPrice: Number.POSITIVE_INFINITY };
  const hedged = tail(pairOf({ short }));
  expect(hedged).toBeLessThan(tail(pairOf({ short: { ...short, quantity: 0 } })) / 10);
  expect(tail(pairOf({ short: { liquidationPrice: 2_080 } }))).toBeGreaterThan(5 * hedged);
  // A spread's long ends on the way down as a short does on the way up.
  expect(tail(spreadOf({ short, long: { liquidationPrice: 0 } }))).toBeLessThan(1.1 * hedged);
  expect(tail(spreadOf({ short, long: { liquidationPrice: 1_920 } }))).toBeGreaterThan(5 * hedged);
});

it("splits the shortfall over the pairs without a rest", () => {
  const question = questionOf([pairOf(), pairOf({ symbol: "SOL", long: { quantity: 10 }, short: { quantity: 10 } })]);
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
