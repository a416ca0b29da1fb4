import type { PairExposure } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { EXIT_WIDENING, longMargin, lossOf, shortMargin } from "./payoff.ts";
import { pairOf, spreadOf } from "./testing.ts";

const NEVER = Number.POSITIVE_INFINITY;
const AT_2000 = { fee: 0, price: 2_000 } as const;
const CARRY = pairOf({ long: { fee: 0 }, short: AT_2000 });
const SPREAD = spreadOf({ long: AT_2000, short: AT_2000 });
const WIDENED = (price: number) => 5 * price * EXIT_WIDENING;

/** The price goes there straight and stays. */
const at = (pair: PairExposure, ratio: number) => lossOf(pair, ratio, Math.min(1, ratio), Math.max(1, ratio), 0, 0);

it.each([
  ["a carry", CARRY],
  ["a spread", SPREAD],
])("loses nothing but the way out where both legs of %s move together", (_, pair) => {
  for (const ratio of [0.6, 0.9, 1, 1.2, 1.4]) expect(at(pair, ratio)).toBeCloseTo(WIDENED(2_000 * ratio), 8);
});

it("counts a wider basis, fees and funding each once", () => {
  const flat = lossOf(CARRY, 1, 1, 1, 0, 0);
  expect(lossOf(CARRY, 1, 1, 1, 0.01, 0) - flat).toBeCloseTo(5 * 2_000 * 0.01 * (1 + EXIT_WIDENING), 8);
  expect(lossOf(CARRY, 1, 1, 1, 0, 0.001) - flat).toBeCloseTo(-10, 8);
  expect(at(pairOf({ long: { fee: 0.001 }, short: AT_2000 }), 1) - flat).toBeCloseTo(10, 8);
  const dear = at(pairOf({ long: { fee: 0 }, short: { ...AT_2000, fee: 0.0005 } }), 1) - flat;
  expect(dear).toBeCloseTo(5 * (1 + EXIT_WIDENING), 8);
});

it("takes all the margin of a short whose mark reached its end, and credits the coin no further rise", () => {
  const margin = 5 * (2_900 * 1.01 - 2_000);
  expect(shortMargin(CARRY)).toBeCloseTo(margin, 8);
  expect(lossOf(CARRY, 1, 1, 1.45, 0, 0)).toBeCloseTo(margin, 8);
  expect(lossOf(CARRY, 0.9, 0.9, 1.45, 0, 0)).toBeCloseTo(margin + 5 * 200, 8);
  expect(lossOf(CARRY, 1.45, 1, 1.45, 0, 0)).toBeCloseTo(margin - 5 * 900, 8);
  expect(lossOf(CARRY, 3, 1, 3, 0, 0)).toBe(lossOf(CARRY, 1.45, 1, 1.45, 0, 0));
});

it("takes all the margin of a long whose mark fell to its end, and credits the short no further fall", () => {
  const margin = 5 * (2_000 - 1_100 * 0.99);
  expect(longMargin(SPREAD)).toBeCloseTo(margin, 8);
  expect(lossOf(SPREAD, 1, 0.55, 1, 0, 0)).toBeCloseTo(margin + WIDENED(2_000), 8);
  expect(lossOf(SPREAD, 1.1, 0.55, 1.1, 0, 0)).toBeCloseTo(margin + 5 * 200 + WIDENED(2_200), 8);
  expect(lossOf(SPREAD, 0.55, 0.55, 1, 0, 0)).toBeCloseTo(margin - 5 * 900 + WIDENED(1_100), 8);
  expect(lossOf(SPREAD, 0.2, 0.2, 1, 0, 0)).toBeCloseTo(margin - 5 * 900, 8);
});

it("is the mirror of the short's end: what is lost at one is lost at the other", () => {
  // Margins of the same size, 900 away, and the rest at the price of now: what differs is the short's way out.
  const short = { ...AT_2000, maintenanceMargin: 0, liquidationPrice: 2_900 };
  const mirrored = spreadOf({ long: { ...AT_2000, maintenanceMargin: 0, liquidationPrice: 1_100 }, short });
  expect(lossOf(mirrored, 1, 0.55, 1, 0, 0) - lossOf(mirrored, 1, 1, 1.45, 0, 0)).toBeCloseTo(WIDENED(2_000), 8);
});

it("loses both margins where the way touched both ends, and never a coin's", () => {
  expect(lossOf(SPREAD, 1, 0.5, 1.5, 0, 0)).toBeCloseTo(longMargin(SPREAD) + shortMargin(SPREAD), 8);
  expect(lossOf(CARRY, 1, 0.01, 1, 0, 0)).toBe(lossOf(CARRY, 1, 1, 1, 0, 0));
  expect(longMargin(CARRY)).toBe(0);
});

it.each<[string, PairExposure, trough: number, peak: number]>([
  ["short", CARRY, 1, 1.5],
  ["short of a spread", SPREAD, 1, 1.5],
  ["long", SPREAD, 0.5, 1],
  ["pair", SPREAD, 0.5, 1.5],
])("forgets funding received where a %s was liquidated and keeps what was paid", (_, pair, trough, peak) => {
  const unfunded = lossOf(pair, 1, trough, peak, 0, 0);
  expect(lossOf(pair, 1, trough, peak, 0, 0.01)).toBe(unfunded);
  expect(lossOf(pair, 1, trough, peak, 0, -0.01) - unfunded).toBeCloseTo(100, 8);
});

it("holds a leg without its other: a coin, a long perpetual with its own funding, a short", () => {
  const none = { ...AT_2000, quantity: 0, liquidationPrice: NEVER };
  expect(lossOf(pairOf({ long: { fee: 0 }, short: none }), 0.8, 0.8, 1.3, 0.02, -0.1)).toBeCloseTo(2_000, 8);
  const bare = spreadOf({ long: AT_2000, short: none });
  expect(lossOf(bare, 0.8, 0.8, 1, 0, -0.01)).toBeCloseTo(2_000 + 100, 8);
  expect(lossOf(bare, 0.5, 0.5, 1, 0, 0)).toBeCloseTo(longMargin(bare), 8);
  const short = spreadOf({ long: { ...AT_2000, quantity: 0 }, short: AT_2000 });
  expect(lossOf(short, 1.2, 0.1, 1.2, 0, -0.01)).toBeCloseTo(2_000 + WIDENED(2_400) + 100, 8);
});
