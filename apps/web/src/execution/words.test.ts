import { createFakeDoor } from "@evenkeel/api/testing";
import { expect, test } from "vitest";
import { binName, hopText, makerText, scopesOf, stateText } from "./words.ts";

const { execution } = createFakeDoor({ scene: "running", nowMs: () => Date.UTC(2026, 10, 26, 12, 30) });

test.each([
  [0, "below 0.1\u00a0s"],
  [1, "0.1 to 2.5\u00a0s"],
  [2, "2.5 to 10,000\u00a0s"],
  [3, "10,000\u00a0s and more"],
])("bin %i of a histogram is named by both its ends", (at, name) => {
  const bins = [0.1, 2.5, 10_000, null].map((below) => ({ below, count: 1 }));
  expect(binName(bins, at, "s")).toBe(name);
});

test("everything first, then venues, then runs with the moment each began", async () => {
  expect(scopesOf(await execution.legRisk(null)).map(({ name, note }) => [name, note])).toEqual([
    ["Everything", null],
    ["Binance", null],
    ["Bybit", null],
    ["run 12", "23 Nov 14:30"],
    ["run 11", "23 Nov 14:30"],
  ]);
});

test.each([
  ["0", null, "unfilled"],
  ["1.5", null, null],
  ["1.5", 100, "maker"],
  ["1.5", 0, "taker"],
  ["1.5", 40, "40\u00a0% maker"],
])("%s filled, %s per cent of it waiting: %s", async (filledQuantity, makerPercent, text) => {
  const [order] = await execution.orders({ sinceMs: null, pairId: null, limit: 1 });
  if (order === undefined) throw new Error("no order");
  expect(makerText({ ...order, filledQuantity, makerPercent })).toBe(text);
});

test.each([
  ["filled", "1", "fill", 1_240, "1.24"],
  ["filled", "1", "reply", 243_071, "243"],
  ["filled", "1", "store", null, null],
  ["expired", "0", "fill", null, ""],
  ["expired", "0", "reply", null, null],
  ["abandoned", "0", "reply", null, ""],
] as const)("an order %s with %s filled: its %s of %s µs is shown as %s", async (state, filled, hop, micros, text) => {
  const [order] = await execution.orders({ sinceMs: null, pairId: null, limit: 1 });
  if (order === undefined) throw new Error("no order");
  const hopMicros = { ...order.hopMicros, [hop]: micros };
  expect(hopText({ ...order, state, filledQuantity: filled, hopMicros }, hop)).toBe(text);
});

test.each([
  ["filled", null, "filled"],
  ["rejected", "-2010", "rejected -2010"],
  ["abandoned", null, "never sent"],
])("state %s with the refusal %s is said as %s", async (state, refusal, text) => {
  const [order] = await execution.orders({ sinceMs: null, pairId: null, limit: 1 });
  if (order === undefined) throw new Error("no order");
  expect(stateText({ ...order, state, refusal })).toBe(text);
});
