import { expect, test } from "vitest";
import { annualPercent } from "./annualPercent.ts";

test.each([
  [1, 8, 10.95],
  [1, 4, 21.9],
  [-1, 1, -87.6],
  [0, 8, 0],
  [1, 0, 0],
])("%f bp every %i h is %f %% a year", (rate, hours, percent) => {
  expect(annualPercent(rate, hours)).toBeCloseTo(percent, 6);
});
