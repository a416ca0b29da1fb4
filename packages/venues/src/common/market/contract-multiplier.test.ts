import { describe, expect, test } from "vitest";
import { contractMultiplier, pricesAgree } from "./contract-multiplier.ts";

const SPOTS = new Set(["PEPE", "SHIB", "BTC", "1000SATS", "1MBABYDOGE", "1INCH", "LADYS", "MOG", "币安人生"]);

describe("contract multipliers", () => {
  test.each([
    ["BTC", "BTC", 1, 0],
    ["1000PEPE", "PEPE", 1_000, 3],
    ["10000LADYS", "LADYS", 10_000, 4],
    ["1000000MOG", "MOG", 1_000_000, 6],
    ["1MMOG", "MOG", 1_000_000, 6],
    ["1000币安人生", "币安人生", 1_000, 3],
    ["SHIB1000", "SHIB", 1_000, 3],
    ["NOSPOT1000", "NOSPOT1000", 1, 0],
    ["BTC100", "BTC100", 1, 0],
    ["1000SATS", "1000SATS", 1, 0],
    ["1MBABYDOGE", "1MBABYDOGE", 1, 0],
    ["1INCH", "1INCH", 1, 0],
    ["10PEPE", "PEPE", 10, 1],
    ["100PEPE", "PEPE", 100, 2],
    ["1000NOSPOT", "1000NOSPOT", 1, 0],
    ["1000", "1000", 1, 0],
  ])("%s is on %s, %i at a time", (name, base, factor, zeros) => {
    expect(contractMultiplier(name, (each) => SPOTS.has(each))).toEqual({ base, factor, zeros });
  });

  test.each([
    [0.0123, 0.0000123, 1_000, true],
    [0.0129, 0.0000123, 1_000, true],
    [0.013, 0.0000123, 1_000, false],
    [0.0116, 0.0000123, 1_000, false],
    [0.0123, 0.0000123, 1, false],
    [0, 0.0000123, 1_000, false],
    [0.0123, 0, 1_000, false],
    [Number.NaN, 1, 1, false],
  ])("%d against %d at %i: %s", (futures, spot, factor, expected) => {
    expect(pricesAgree(futures, spot, factor)).toBe(expected);
  });
});
