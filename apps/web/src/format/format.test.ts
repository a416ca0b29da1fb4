import { describe, expect, test } from "vitest";
import { formatLeg, formatRoute } from "./leg.ts";
import { directionOf, formatAmount, formatCompact, formatExact, formatNumber, formatPercent } from "./number.ts";
import {
  formatAxisTime,
  formatCountdown,
  formatDuration,
  formatFeedTime,
  formatUtcDate,
  formatUtcSecond,
} from "./time.ts";
import { reasonText } from "./words.ts";

describe("exact amounts", () => {
  const cases: [text: string, decimals: number, style: "negative" | "always", shown: string][] = [
    ["50214.37", 2, "negative", "50,214.37"],
    ["-12.28", 2, "always", "\u221212.28"],
    ["31.8", 2, "always", "+31.80"],
    ["0", 2, "always", "0.00"],
    ["-0.004", 2, "negative", "0.00"],
    ["-0.005", 2, "negative", "\u22120.01"],
    ["0.005", 2, "always", "+0.01"],
    ["999.995", 2, "negative", "1,000.00"],
    ["0.999999999999999999", 0, "negative", "1"],
    ["12345678901234567890.123456789012345678", 4, "negative", "12,345,678,901,234,567,890.1235"],
    ["1e21", 2, "negative", "?"],
    ["", 2, "negative", "?"],
    ["NaN", 2, "negative", "?"],
  ];
  test.each(cases)("%s at %i (%s) is %s", (text, decimals, style, shown) => {
    expect(formatAmount(text, decimals, style)).toBe(shown);
  });
});

test.each([
  ["-1234567.000000000000000001", "negative", "\u22121,234,567.000000000000000001"],
  ["5000", "always", "+5,000"],
  ["0", "always", "0"],
  ["1e3", "always", "?"],
] as const)("%s in full (%s) is %s", (text, style, shown) => {
  expect(formatExact(text, style)).toBe(shown);
});

describe("scores", () => {
  const cases: [value: number, decimals: number, shown: string][] = [
    [1234.56, 1, "1,234.6"],
    [-0.04, 1, "0.0"],
    [-9.4, 1, "\u22129.4"],
    [Number.NaN, 1, "?"],
    [Number.POSITIVE_INFINITY, 1, "?"],
  ];
  test.each(cases)("%d at %i is %s", (value, decimals, shown) => {
    expect(formatNumber(value, decimals)).toBe(shown);
  });
  test("percent and compact", () => {
    expect(formatPercent(0.06, 2, "always")).toBe("+0.06\u00a0%");
    expect(formatCompact(31_200_000)).toBe("31.2\u00a0M");
    expect(formatCompact(96)).toBe("96");
  });
});

test.each([
  ["-0.00", "level"],
  ["-1", "down"],
  ["0.01", "up"],
])("the direction of %s is %s", (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});

describe("time", () => {
  const durations: [ms: number, shown: string][] = [
    [41_900, "41\u00a0s"],
    [12 * 60_000, "12\u00a0min"],
    [9 * 3_600_000, "9\u00a0h"],
    [76 * 3_600_000, "3\u00a0d 4\u00a0h"],
    [-1, "?"],
  ];
  test.each(durations)("%d ms is %s", (ms, shown) => {
    expect(formatDuration(ms)).toBe(shown);
  });
  test("countdowns and dates", () => {
    expect(formatCountdown(3 * 3_600_000 + 19 * 60_000 + 59_000)).toBe("3:19");
    expect(formatCountdown(59_000)).toBe("59\u00a0s");
    expect(formatCountdown(-1)).toBe("due");
    expect(formatUtcDate(Date.UTC(2027, 2, 14))).toBe("14 Mar 2027");
    expect(formatUtcSecond(Date.UTC(2027, 2, 14, 4, 5, 6, 789))).toBe("04:05:06");
    expect(formatAxisTime(Date.UTC(2027, 2, 14))).toBe("14 Mar");
    expect(formatAxisTime(Date.UTC(2027, 2, 14, 16))).toBe("16:00");
    expect(formatFeedTime(Date.UTC(2027, 2, 13, 8), Date.UTC(2027, 2, 14, 9))).toBe("13 Mar");
  });
});

test.each([
  [{ code: "discount", have: 9.4, need: 5, unit: "bps", bound: "max" }, "discount 9.4 > 5\u00a0bp"],
  [{ code: "depth", have: 4.1, need: 10, unit: "x order", bound: "min" }, "depth 4.1 < 10\u00a0\u00d7 order"],
  [{ code: "stale", have: 8_400, need: 2_000, unit: "ms", bound: "max" }, "last price 8.4 > 2.0\u00a0s"],
  [
    { code: "volume", have: 31_200_000, need: 50_000_000, unit: "USDT", bound: "min" },
    "in 24 h 31.2\u00a0M < 50.0\u00a0M\u00a0USDT",
  ],
  [{ code: "cooldown", have: 7_200_000, need: 86_400_000, unit: "ms", bound: "min" }, "rested 2\u00a0h < 1\u00a0d"],
  [{ code: "pairs-full", have: 5, need: 5, unit: "pairs", bound: "max" }, "pairs held 5 \u2265 5\u00a0pairs"],
  [{ code: "not-trading", have: null, need: null, unit: "", bound: "none" }, "the venue has closed this market"],
  [{ code: "new-rule", have: 1, need: 2, unit: "", bound: "min" }, "new rule 1 < 2"],
] as const)("%o reads %s", (reason, text) => {
  expect(reasonText(reason)).toBe(text);
});

describe("a pair's legs", () => {
  const spot = { venue: "Binance", symbol: "BTCUSDT", kind: "spot" } as const;
  const short = { venue: "Binance", symbol: "BTCUSDT", kind: "perpetual" } as const;
  test.each([
    ["of one venue", { long: spot, short }, "spot · perp, Binance"],
    ["of two", { long: { ...short, venue: "Bybit" }, short }, "Bybit · Binance"],
  ])("are named with their venues: %s", (_, legs, words) => {
    expect(formatRoute(legs)).toBe(words);
    expect(formatLeg(legs.long)).toBe(`BTCUSDT ${legs.long.kind}, ${legs.long.venue}`);
  });
});
