import { createFakeDoor } from "@evenkeel/api/testing";
import { expect, test } from "vitest";
import { readLimit, readSince } from "./options.ts";
import { describeLegRisk, describeOrders } from "./words.ts";

const NOW_MS = Date.UTC(2026, 10, 26, 12, 30);
const HOUR_MS = 3_600_000;
const desk = (scene: "running" | "flat") => createFakeDoor({ scene, nowMs: () => NOW_MS }).execution;

test.each([
  [undefined, NOW_MS - 30 * 24 * HOUR_MS],
  ["24h", NOW_MS - 24 * HOUR_MS],
  ["7d", NOW_MS - 7 * 24 * HOUR_MS],
  ["2026-11-01", Date.UTC(2026, 10, 1)],
])("--since %s", (given, atMs) => {
  expect(readSince(given, NOW_MS)).toBe(atMs);
});

test.each(["0d", "7", "yesterday", "2026-13-01", "2026-11-1", "-1d"])(
  "--since %s is refused in one sentence",
  (given) => {
    expect(() => readSince(given, NOW_MS)).toThrow(/^--since takes .* like 24h, 7d or 2026-11-01, not/);
  },
);

test.each(["0", "201", "1.5", "all"])("--limit %s is refused", (given) => {
  expect(() => readLimit(given)).toThrow(/1 to 200/);
});

test("leg risk is told of everything, each venue and each run, and what is not known is no zero", async () => {
  const lines = describeLegRisk(await desk("running").legRisk(null)).split("\n");
  expect(lines[0]).toBe("Leg risk since 2026-10-27 12:30 UTC");
  const at = lines.indexOf("Seconds a leg stood without its counterpart");
  expect(lines.slice(at, at + 4)).toEqual([
    "Seconds a leg stood without its counterpart",
    "                                times  now  p50    p95    p99    max",
    "  all                           31     1    0.410  0.902  1.681  2.583",
    "  binance                       25     0    0.328  0.722  1.345  2.066",
  ]);
  const cost = lines.indexOf("Makers, and what round trips cost against what was expected, in bp of notional");
  expect(lines.slice(cost + 2, cost + 3)).toEqual([
    "  all                           62.0     9      24.1      22.7  1",
  ]);
  expect(lines[cost + 5]).toMatch(/^  run 12, 2026-11-23 14:30 UTC +24\.8 +\? +1$/);
  expect(lines.slice(-2)).toEqual([
    "  fill            0.600   1.320   2.460   3.780",
    "  decide to hand  3.200   7.040   13.120  20.160",
  ]);
});

test("where nothing happened it says none, not nought", async () => {
  const lines = describeLegRisk(await desk("flat").legRisk(null)).split("\n");
  expect(lines.filter((line) => line.startsWith("  all")).every((line) => line.includes("none"))).toBe(true);
});

test("each order is told with its route, its slippage and its doors", async () => {
  const lines = describeOrders(await desk("running").orders({ sinceMs: null, pairId: null, limit: 4 })).split("\n");
  expect(lines[0]).toMatch(
    /^decided +order +route +state +filled +slippage bp +decide ms +store ms +hand ms +reply ms +fill ms$/,
  );
  expect(lines[1]).toMatch(
    /2026-11-26 11:48:00\.000 +ekabcd1234-2-u0 +binance SOLUSDT spot buy post-only enter +filled +31\.4 \/ 31\.4/,
  );
  expect(lines.length).toBe(5);
  expect(describeOrders([])).toBe("No order was decided in this time.");
});
