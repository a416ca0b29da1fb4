import { describe, expect, it } from "vitest";
import {
  ceilToStep,
  divideDown,
  divideTowardZero,
  divideUp,
  floorToStep,
  leastCommonMultiple,
  rescaleDown,
  rescaleUp,
} from "./rounding.ts";

describe("rounding has its direction in its name", () => {
  it.each<[bigint, bigint, down: bigint, up: bigint, zero: bigint]>([
    [7n, 2n, 3n, 4n, 3n],
    [-7n, 2n, -4n, -3n, -3n],
    [8n, 2n, 4n, 4n, 4n],
    [-8n, 2n, -4n, -4n, -4n],
    [0n, 3n, 0n, 0n, 0n],
    [1n, 3n, 0n, 1n, 0n],
    [-1n, 3n, -1n, 0n, 0n],
  ])("%s / %s: down %s, up %s, toward zero %s", (value, divisor, down, up, zero) => {
    expect(divideDown(value, divisor)).toBe(down);
    expect(divideUp(value, divisor)).toBe(up);
    expect(divideTowardZero(value, divisor)).toBe(zero);
  });
  it("moves between scales", () => {
    expect(rescaleDown(1_999n, 3, 1)).toBe(19n);
    expect(rescaleUp(1_901n, 3, 1)).toBe(20n);
    expect(rescaleDown(-1_901n, 3, 1)).toBe(-20n);
    expect(rescaleUp(-1_999n, 3, 1)).toBe(-19n);
    expect(rescaleDown(7n, 0, 3)).toBe(7_000n);
  });
  it("moves to steps", () => {
    expect(floorToStep(29n, 10n)).toBe(20n);
    expect(ceilToStep(21n, 10n)).toBe(30n);
    expect(floorToStep(-21n, 10n)).toBe(-30n);
  });
  it("finds the step two markets share", () => {
    expect(leastCommonMultiple(6n, 4n)).toBe(12n);
    expect(leastCommonMultiple(1n, 10n)).toBe(10n);
    expect(leastCommonMultiple(1_000n, 1_000n)).toBe(1_000n);
  });
});
