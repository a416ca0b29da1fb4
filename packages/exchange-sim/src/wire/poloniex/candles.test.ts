import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { ask, json, openDesk } from "./desk.test-data.ts";

type Row = readonly string[];

const desk = openDesk();
advance(desk.state, desk.state.nowMs + 5 * HOUR_MS + 17 * MINUTE_MS + 5_000);
const perpetual = (interval: string, more = ""): readonly Row[] =>
  (json(ask(desk, `GET /v3/market/candles?symbol=ETH_USDT_PERP&interval=${interval}${more}`)) as { data: Row[] }).data;
const number = (row: Row | undefined, at: number): number => Number(row?.[at]);

const INTERVALS: readonly (readonly [name: string, minutes: number])[] = [
  ["MINUTE_1", 1],
  ["MINUTE_5", 5],
  ["MINUTE_10", 10],
  ["MINUTE_15", 15],
  ["MINUTE_30", 30],
  ["HOUR_1", 60],
  ["HOUR_2", 120],
  ["HOUR_4", 240],
  ["HOUR_6", 360],
  ["HOUR_8", 480],
  ["HOUR_12", 720],
  ["DAY_1", 1_440],
  ["DAY_3", 4_320],
  ["WEEK_1", 10_080],
];

test.each(INTERVALS)("%s: without a gap, extremes around both ends, the last one running", (name, minutes) => {
  const rows = perpetual(name, "&limit=500");
  expect(rows.length).toBeGreaterThan(2);
  rows.forEach((row, at) => {
    expect(number(row, 7) - number(rows[0], 7)).toBe(at * minutes * MINUTE_MS);
    expect(number(row, 8) - number(row, 7)).toBe(minutes * MINUTE_MS - 1);
    expect(number(row, 0)).toBeLessThanOrEqual(Math.min(number(row, 2), number(row, 3)));
    expect(number(row, 1)).toBeGreaterThanOrEqual(Math.max(number(row, 2), number(row, 3)));
  });
  expect(number(rows.at(-1), 7)).toBeLessThanOrEqual(desk.state.nowMs);
  expect(number(rows.at(-1), 8)).toBeGreaterThanOrEqual(desk.state.nowMs);
});

test("weeks begin on Mondays", () => {
  expect(perpetual("WEEK_1").map((row) => new Date(number(row, 7)).getUTCDay())).toEqual(
    [1, 1, 1, 1, 1].slice(0, perpetual("WEEK_1").length),
  );
});

describe("what is asked for", () => {
  test("from a start the first ones, without one the newest", () => {
    const all = perpetual("HOUR_1", "&limit=500");
    const from = all[100]?.[7];
    expect(perpetual("HOUR_1", `&sTime=${from}&limit=3`)).toEqual(all.slice(100, 103));
    expect(perpetual("HOUR_1", `&eTime=${from}&limit=3`)).toEqual(all.slice(98, 101));
    expect(perpetual("HOUR_1", "&limit=3")).toEqual(all.slice(-3));
  });

  test("spot's candle is the index's, in the coin's own unit", () => {
    const [cash]: (readonly (string | number)[])[] = json(
      ask(desk, "GET /markets/ETH_USDT/candles?interval=DAY_1&limit=1"),
    );
    const { data }: { data: Row[] } = json(
      ask(desk, "GET /v3/market/indexPriceCandlesticks?symbol=ETH_USDT_PERP&interval=DAY_1&limit=1"),
    );
    expect(cash?.slice(0, 4).map(Number)).toEqual(data[0]?.slice(0, 4).map((text) => expect.closeTo(Number(text), 1)));
  });
});
