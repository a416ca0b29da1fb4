import { fundingNotional, netFunding, type PairExposure } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { hourlyFunding } from "./funding.ts";
import { pairOf, spreadOf } from "./testing.ts";

const LONG = { price: 2_000, funding: { rate: 0.0004, cap: 0.02, floor: -0.01, intervalHours: 4 } };
const SHORT = { price: 2_000, funding: { rate: 0.0016, cap: 0.008, floor: -0.016, intervalHours: 8 } };

it.each<[string, PairExposure, notional: number, rate: number, cap: number, floor: number]>([
  ["a carry is paid what its short is", pairOf({ short: SHORT }), 10_000, 0.0002, 0.001, -0.002],
  // Every hour the short gets 0.02 % and the long pays 0.01 %; best at 0.1 % and −0.25 %, worst at −0.2 % and 0.5 %.
  ["a spread each leg by its own interval", spreadOf({ long: LONG, short: SHORT }), 10_000, 0.0001, 0.0035, -0.007],
  [
    "legs of different size by what they are worth",
    spreadOf({ long: { ...LONG, quantity: 10 }, short: SHORT }),
    10_000,
    0,
    0.006,
    -0.012,
  ],
  [
    "a long that stands alone pays its own",
    spreadOf({ long: LONG, short: { ...SHORT, quantity: 0 } }),
    10_000,
    -0.0001,
    0.0025,
    -0.005,
  ],
  [
    "a short whose long is gone is paid its own",
    spreadOf({ long: { ...LONG, quantity: 0 }, short: SHORT }),
    10_000,
    0.0002,
    0.001,
    -0.002,
  ],
])("%s", (_, pair, notional, rate, cap, floor) => {
  expect(fundingNotional(pair)).toBe(notional);
  const hourly = hourlyFunding(pair);
  expect(hourly.rate).toBeCloseTo(rate, 12);
  expect(hourly.cap).toBeCloseTo(cap, 12);
  expect(hourly.floor).toBeCloseTo(floor, 12);
});

it("is the sum of what each leg settles, whatever the sizes", () => {
  const pair = spreadOf({ long: { ...LONG, quantity: 4.7 }, short: { ...SHORT, price: 2_011 } });
  const paid = fundingNotional(pair) * netFunding(pair, 0.003, 0.001);
  expect(paid).toBeCloseTo(5 * 2_011 * 0.003 - 4.7 * 2_000 * 0.001, 9);
});

it("knows no bounds where a venue told none", () => {
  const untold = { ...LONG, funding: { cap: Number.POSITIVE_INFINITY, floor: Number.NEGATIVE_INFINITY } };
  for (const long of [untold, { ...untold, quantity: 0 }]) {
    const { cap, floor } = hourlyFunding(spreadOf({ long, short: SHORT }));
    expect([Number.isNaN(cap), Number.isNaN(floor)]).toEqual([false, false]);
  }
  const { cap, floor } = hourlyFunding(spreadOf({ long: untold, short: SHORT }));
  expect([cap, floor]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});
