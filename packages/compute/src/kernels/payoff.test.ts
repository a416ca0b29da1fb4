import { expect, it } from "vitest";
import { EXIT_WIDENING, lossOf, marginLeft } from "./payoff.ts";
import { pairOf } from "./testing.ts";

const FREE = { spotFee: 0, perpetualFee: 0, perpetualPrice: 2_000 } as const;
const WIDENED = (price: number) => 5 * price * EXIT_WIDENING;

it("loses nothing but the way out where both legs move together", () => {
  for (const ratio of [0.5, 0.9, 1, 1.2, 1.4]) {
    expect(lossOf(pairOf(FREE), ratio, Math.max(1, ratio), 0, 0)).toBeCloseTo(WIDENED(2_000 * ratio), 8);
  }
});

it("counts a wider basis, fees and funding each once", () => {
  const flat = lossOf(pairOf(FREE), 1, 1, 0, 0);
  expect(lossOf(pairOf(FREE), 1, 1, 0.01, 0) - flat).toBeCloseTo(5 * 2_000 * 0.01 * (1 + EXIT_WIDENING), 8);
  expect(lossOf(pairOf(FREE), 1, 1, 0, 0.001) - flat).toBeCloseTo(-10, 8);
  expect(lossOf(pairOf({ ...FREE, spotFee: 0.001 }), 1, 1, 0, 0) - flat).toBeCloseTo(10, 8);
  const dear = lossOf(pairOf({ ...FREE, perpetualFee: 0.0005 }), 1, 1, 0, 0) - flat;
  expect(dear).toBeCloseTo(5 * (1 + EXIT_WIDENING), 8);
});

it("takes all the margin of a short whose mark reached its end, and credits the coin no further rise", () => {
  const pair = pairOf({ ...FREE, liquidationPrice: 2_900, maintenanceMargin: 0.01 });
  const margin = 5 * (2_900 * 1.01 - 2_000);
  expect(marginLeft(pair)).toBeCloseTo(margin, 8);
  expect(lossOf(pair, 1, 1.45, 0, 0)).toBeCloseTo(margin, 8);
  expect(lossOf(pair, 0.9, 1.45, 0, 0)).toBeCloseTo(margin + 5 * 200, 8);
  expect(lossOf(pair, 1.45, 1.45, 0, 0)).toBeCloseTo(margin - 5 * 900, 8);
  expect(lossOf(pair, 3, 3, 0, 0)).toBe(lossOf(pair, 1.45, 1.45, 0, 0));
});

it("forgets funding received by a liquidated short and keeps what it paid", () => {
  const pair = pairOf(FREE);
  expect(lossOf(pair, 1, 1.5, 0, 0.01)).toBe(lossOf(pair, 1, 1.5, 0, 0));
  expect(lossOf(pair, 1, 1.5, 0, -0.01) - lossOf(pair, 1, 1.5, 0, 0)).toBeCloseTo(100, 8);
});

it("holds a coin without a short", () => {
  const naked = pairOf({ ...FREE, shortQuantity: 0, liquidationPrice: Number.POSITIVE_INFINITY });
  expect(lossOf(naked, 0.8, 1.3, 0.02, -0.1)).toBeCloseTo(5 * 2_000 * 0.2, 8);
});
