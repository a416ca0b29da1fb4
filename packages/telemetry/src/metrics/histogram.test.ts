import { expect, it } from "vitest";
import { createHistogram } from "./histogram.ts";

it("knows nothing before it was told", () => {
  expect(createHistogram().percentile(50)).toBeNull();
});

it.each([
  [50, 500],
  [99, 990],
  [100, 1_000],
])("finds percentile %d within a tenth", (percent, exact) => {
  const histogram = createHistogram();
  for (let value = 1; value <= 1_000; value += 1) histogram.record(value);
  const found = histogram.percentile(percent) ?? 0;
  expect(found / exact).toBeGreaterThanOrEqual(1);
  expect(found / exact).toBeLessThan(1.1);
});

it("takes zero and the absurd without breaking", () => {
  const histogram = createHistogram();
  for (const value of [0, -1, 1e30, Number.POSITIVE_INFINITY]) histogram.record(value);
  expect(histogram.count()).toBe(4);
  expect(histogram.percentile(1)).toBeLessThan(0.01);
});
