import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../events/index.ts";
import { earlyEndBps, normalTail } from "../opportunity/features.ts";
import { DAY_MS, MINUTE_MS } from "../units/index.ts";
import { createColumns } from "./columns.ts";
import { observeVolatility, volatilityAnnualPercent } from "./volatility.ts";

/** Marks a minute apart whose log returns alternate by `step`: a walk of known volatility. */
function fed(step: number, days: number) {
  const columns = createColumns();
  for (let minute = 0; minute <= days * 1_440; minute += 1) {
    observeVolatility(columns, 0, Math.exp(minute % 2 === 0 ? 0 : step), 1 + minute * MINUTE_MS);
  }
  return volatilityAnnualPercent(columns, 0);
}

describe("running volatility", () => {
  it("is unknown before the first mark and 100 % a year after it", () => {
    const columns = createColumns();
    expect(volatilityAnnualPercent(columns, 0)).toBeNaN();
    observeVolatility(columns, 0, 100, DAY_MS);
    expect(volatilityAnnualPercent(columns, 0)).toBeCloseTo(100, 9);
  });
  it.each([0.0005, 0.002])("forgets what it began with and finds a walk of %f a minute", (step) => {
    expect(fed(step, 30)).toBeCloseTo(step * Math.sqrt(1_440 * 365) * 100, 1);
  });
  it("takes one mark a minute, however many come", () => {
    const columns = createColumns();
    observeVolatility(columns, 0, 100, DAY_MS);
    observeVolatility(columns, 0, 200, DAY_MS + 59_999);
    expect(volatilityAnnualPercent(columns, 0)).toBeCloseTo(100, 9);
    observeVolatility(columns, 0, 200, DAY_MS + 60_000);
    expect(volatilityAnnualPercent(columns, 0)).toBeGreaterThan(900);
  });
});

describe("the cost of an early end", () => {
  it.each([
    [0, 0.5],
    [1, 0.158655],
    [1.96, 0.024998],
    [-1, 0.841345],
  ])("the normal tail beyond %f is %f", (deviations, tail) => expect(normalTail(deviations)).toBeCloseTo(tail, 5));
  it("grows with volatility and never passes the four fees", () => {
    const at = (percent: number) => earlyEndBps(percent, 30, DEFAULT_CONFIG);
    expect(at(20)).toBeLessThan(0.001);
    expect(at(100)).toBeGreaterThan(2);
    expect(at(100)).toBeLessThan(at(150));
    expect(at(10_000)).toBeLessThanOrEqual(30);
  });
});
