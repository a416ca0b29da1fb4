import { HOUR_MS } from "@evenkeel/core/units";
import { expect, it } from "vitest";
import { decode } from "../../common/decode/json.ts";
import { parseCandles } from "./candles.ts";

const HOUR = 1_760_130_000_000;

/** As the venue documents a kline. */
const row = (openMs: number, high: string, close: string): unknown[] => [
  openMs,
  "25.00200000",
  high,
  "8.43300000",
  close,
  "17942694",
  openMs + HOUR_MS - 1,
  "351687433.92",
  1_234_567,
  "9000000",
  "176000000.1",
  "0",
];

it("keeps finished hours in base units, oldest first", () => {
  const rows = [row(HOUR, "25.363", "21.858"), row(HOUR + HOUR_MS, "22.161", "20.752")];
  const prices = parseCandles(rows, 1, HOUR + HOUR_MS + 60_000);
  expect(prices).toEqual({
    openMs: Float64Array.of(HOUR),
    close: Float64Array.of(21.858),
    high: Float64Array.of(25.363),
    low: Float64Array.of(8.433),
  });
  expect([...parseCandles(rows, 1_000, HOUR + 2 * HOUR_MS).close]).toEqual([0.021858, 0.020752]);
  expect(parseCandles([], 1, HOUR).close).toHaveLength(0);
});

it.each<[string, unknown]>([
  ["no list", { code: 0 }],
  ["a row that is none", ["x"]],
  ["a price that is a number", [[HOUR, "1", 2, "1", "1"]]],
  ["a price of zero", [row(HOUR, "1", "0.00000000")]],
  ["a low that is none", [row(HOUR, "1", "1").with(3, "-")]],
  ["a price that is none", [row(HOUR, "1", "NaN")]],
  ["a time between hours", [row(HOUR + 1, "1", "1")]],
  ["hours out of order", [row(HOUR + HOUR_MS, "1", "1"), row(HOUR, "1", "1")]],
])("refuses %s", (_, answer) => {
  expect(decode(() => parseCandles(answer, 1, HOUR + 10 * HOUR_MS))).toMatchObject({ ok: false });
});
