import { expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { inverseNormal, normalTail, tailOf } from "./tail.ts";

it.each([
  [0.5, 0],
  [0.95, 1.6448536269514722],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.01, -2.3263478740408408],
])("knows the normal quantile at %d", (probability, z) => {
  expect(inverseNormal(probability)).toBeCloseTo(z, 8);
});

it.each([
  // φ(1.6449) ÷ 0.05 and φ(2.3263) ÷ 0.01
  [0.95, 1.6448536, 2.0627128],
  [0.99, 2.3263479, 2.6652142],
])("knows value at risk and shortfall of a normal loss at %d", (confidence, valueAtRisk, expectedShortfall) => {
  const tail = normalTail(100, 10, confidence);
  expect(tail.valueAtRisk).toBeCloseTo(100 + 10 * valueAtRisk, 4);
  expect(tail.expectedShortfall).toBeCloseTo(100 + 10 * expectedShortfall, 4);
});

it("takes exactly the worst share of the mass", () => {
  const losses = Float64Array.from({ length: 100 }, (_, at) => at + 1);
  expect(tailOf(losses, 0.95)).toEqual({ valueAtRisk: 95, expectedShortfall: 98 });
  // Ten losses at 95 %: half of the worst one is the tail, and the tail is that one.
  expect(tailOf(losses.subarray(90), 0.95)).toEqual({ valueAtRisk: 100, expectedShortfall: 100 });
  // Twenty at 92 %: 1.6 losses of tail, 100 whole and six tenths of 99.
  expect(tailOf(losses.subarray(80), 0.92).expectedShortfall).toBeCloseTo((100 + 0.6 * 99) / 1.6, 9);
});

it("finds the tail of a hundred thousand normal draws", () => {
  const random = createRandom(3, 0);
  const losses = Float64Array.from({ length: 100_000 }, () => random.normal()).sort();
  const { valueAtRisk, expectedShortfall } = tailOf(losses, 0.99);
  expect(valueAtRisk).toBeCloseTo(2.326, 1);
  expect(expectedShortfall).toBeCloseTo(2.665, 1);
});

it("never puts the shortfall below the value at risk, whatever the sample", () => {
  const random = createRandom(11, 0);
  for (let round = 0; round < 500; round += 1) {
    const count = 1 + Math.floor(random.uniform() * 60);
    const scale = 10 ** (random.uniform() * 12 - 4);
    const losses = Float64Array.from({ length: count }, () => Math.round(random.normal() * 3) * scale).sort();
    for (const confidence of [0.5, 0.9, 0.95, 0.99]) {
      const tail = tailOf(losses, confidence);
      expect(tail.expectedShortfall).toBeGreaterThanOrEqual(tail.valueAtRisk);
    }
  }
});
