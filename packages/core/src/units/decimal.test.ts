import { describe, expect, it } from "vitest";
import {
  amount,
  amountToQuantityDown,
  bpsOfDown,
  bpsOfUp,
  formatDecimal,
  formatFixed,
  notional,
  type Price,
  parseAmount,
  parseDecimal,
  parseMantissa,
  parseRate,
  type Quantity,
  quantityAmount,
} from "./index.ts";

describe("parseDecimal", () => {
  it.each<[text: string, scale: number, value: bigint]>([
    ["0", 0, 0n],
    ["-0", 4, 0n],
    ["0.0001", 4, 1n],
    ["-0.0001", 4, -1n],
    ["00012.50", 2, 1250n],
    ["1.500000", 1, 15n],
    ["1e2", 0, 100n],
    ["1.5e-3", 4, 15n],
    ["1.5E+3", 0, 1500n],
    ["100e-2", 0, 1n],
    ["0e999", 0, 0n],
    ["0.000000000000000001", 18, 1n],
    ["9007199254740993", 0, 9_007_199_254_740_993n],
  ])("reads %s at scale %i exactly", (text, scale, value) => {
    expect(parseDecimal(text, scale)).toEqual({ ok: true, value });
  });
  it.each([
    ["", "not-a-decimal"],
    [" 1", "not-a-decimal"],
    ["1 ", "not-a-decimal"],
    ["1\n", "not-a-decimal"],
    ["+1", "not-a-decimal"],
    [".5", "not-a-decimal"],
    ["1.", "not-a-decimal"],
    ["1,000", "not-a-decimal"],
    ["0x10", "not-a-decimal"],
    ["NaN", "not-a-decimal"],
    ["Infinity", "not-a-decimal"],
    ["١٢", "not-a-decimal"],
    ["1e1000", "not-a-decimal"],
    ["--1", "not-a-decimal"],
    ["1e", "not-a-decimal"],
    ["0.00001", "too-precise"],
    ["1e-999", "too-precise"],
    ["1e999", "too-large"],
    ["9".repeat(61), "too-large"],
    [`1${"0".repeat(10_000_000)}`, "too-large"],
  ])("refuses %j as %s, with a short text", (text, code) => {
    const parsed = parseDecimal(text, 4);
    expect(parsed.ok ? "ok" : parsed.error.code).toBe(code);
    expect(parsed.ok ? 0 : parsed.error.text.length).toBeLessThanOrEqual(64);
  });
});

describe("mantissas", () => {
  it.each([
    ["9007199254740991", true],
    ["9007199254740992", false],
    ["-9007199254740991", true],
    ["-9007199254740992", false],
  ])("%s fits a column: %s", (text, fits) => {
    expect(parseMantissa(text, 0).ok).toBe(fits);
  });
  it("reads a funding rate to ten digits and no further", () => {
    expect(parseRate("0.0001")).toEqual({ ok: true, value: 1_000_000 });
    expect(parseRate("-0.00000001")).toEqual({ ok: true, value: -100 });
    expect(parseRate("0.00000000001").ok).toBe(false);
  });
});

describe("formatting", () => {
  it.each<[bigint, number, string, string]>([
    [0n, 4, "0", "0.0000"],
    [1n, 4, "0.0001", "0.0001"],
    [-1n, 4, "-0.0001", "-0.0001"],
    [12_500n, 3, "12.5", "12.500"],
    [-12_000n, 3, "-12", "-12.000"],
    [7n, 0, "7", "7"],
  ])("%s at scale %i is %s, fixed %s", (value, scale, shortest, fixed) => {
    expect(formatDecimal(value, scale)).toBe(shortest);
    expect(formatFixed(value, scale)).toBe(fixed);
    expect(parseDecimal(shortest, scale)).toEqual({ ok: true, value });
    expect(parseDecimal(fixed, scale)).toEqual({ ok: true, value });
  });
});

describe("money", () => {
  it("multiplies price and quantity without a float", () => {
    const price = 9_007_199_254_740_991 as Price;
    const quantity = 9_007_199_254_740_991 as Quantity;
    expect(notional(price, 8, quantity, 8)).toBe(9_007_199_254_740_991n ** 2n * 100n);
  });
  it("refuses a notional finer than an amount can be", () => {
    expect(notional(10 as Price, 10, 1_000_000_000 as Quantity, 9)).toBe(amount("0.000000001"));
    expect(() => notional(1 as Price, 10, 1 as Quantity, 9)).toThrow("finer");
  });
  it("turns a base amount into no more units than it holds", () => {
    expect(amountToQuantityDown(amount("0.0019999"), 3)).toBe(1);
    expect(quantityAmount(1 as Quantity, 3)).toBe(amount("0.001"));
    expect(() => amountToQuantityDown(amount("10000000000000"), 3)).toThrow("2^53");
  });
  it.each<[string, number, string, string]>([
    ["1", 1, "0.0001", "0.0001"],
    ["0.000000000000000001", 1, "0", "0.000000000000000001"],
    ["-0.000000000000000001", 1, "-0.000000000000000001", "0"],
    ["100", 0.25, "0.0025", "0.0025"],
  ])("takes bps of %s: %f bps is %s down and %s up", (text, bps, down, up) => {
    expect(bpsOfDown(amount(text), bps)).toBe(amount(down));
    expect(bpsOfUp(amount(text), bps)).toBe(amount(up));
  });
  it("refuses an amount finer than eighteen digits", () => {
    expect(parseAmount("0.0000000000000000001").ok).toBe(false);
  });
});
