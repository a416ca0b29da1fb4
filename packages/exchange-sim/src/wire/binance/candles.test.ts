import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { createExchange } from "../../exchange/create.ts";
import { markPriceAt } from "../../world/sample.ts";
import { secondOf } from "../../world/world.ts";
import { simulatedCredentials } from "./credentials.ts";
import { dispatch } from "./dispatch.ts";
import type { Family } from "./request.ts";
import { createSession } from "./session.ts";

const WALL_MS = 1_800_000_000_000;
const HEADER = "X-MBX-USED-WEIGHT-1M";
type Row = readonly (string | number)[];

function desk() {
  const state = createExchange({ world: "demo", seed: 1, symbols: 30, accounts: [] });
  const session = createSession(state.world.instruments, [simulatedCredentials(1, "main")]);
  const ask = (family: Family, path: string, query: string) => {
    const request = { family, method: "GET", path, query, body: "", apiKey: null, address: "1" };
    const dispatched = dispatch(state, session, request, WALL_MS);
    if (dispatched.kind !== "reply") throw new Error("a candle is no command");
    return dispatched.reply;
  };
  const rows = (family: Family, path: string, query: string): Row[] =>
    JSON.parse(ask(family, path, query).body) as Row[];
  return { state, ask, rows };
}

const PATHS = [
  ["spot", "/api/v3/klines"],
  ["futures", "/fapi/v1/klines"],
  ["futures", "/fapi/v1/markPriceKlines"],
] as const;

describe.each(PATHS)("%s %s", (family, path) => {
  const { state, rows, ask } = desk();
  advance(state, state.nowMs + 3 * HOUR_MS + 17 * MINUTE_MS);

  test("has the shape of the venue's documentation: twelve fields, prices as texts, times as numbers", () => {
    const [row] = rows(family, path, "symbol=ETHUSDT&interval=1h&limit=1");
    const kinds = "number string string string string string number string number string string string".split(" ");
    expect(row?.map((field) => typeof field)).toEqual(kinds);
    expect(Number(row?.[6]) - Number(row?.[0])).toBe(HOUR_MS - 1);
  });

  test("goes a month back without a gap, each high on top, each low below", () => {
    const all = rows(family, path, "symbol=ETHUSDT&interval=1h&limit=1000");
    expect(all).toHaveLength(744);
    all.forEach((row, at) => {
      const [openMs = 0, open, high, low, close] = row.slice(0, 5).map(Number);
      expect(openMs).toBe(Number(all[0]?.[0]) + at * HOUR_MS);
      expect(high).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
      expect(low).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
      expect(low).toBeGreaterThan(0);
    });
  });

  test("pages as the venue does: from a start forward, without one the newest", () => {
    const all = rows(family, path, "symbol=ETHUSDT&interval=1h&limit=1000");
    const query = `symbol=ETHUSDT&interval=1h&limit=3&startTime=${all[10]?.[0]}`;
    expect(rows(family, path, query)).toEqual(all.slice(10, 13));
    expect(rows(family, path, `${query}&endTime=${Number(all[11]?.[0])}`)).toEqual(all.slice(10, 12));
    expect(rows(family, path, "symbol=ETHUSDT&interval=1h&limit=2")).toEqual(all.slice(-2));
    expect(rows(family, path, "symbol=ETHUSDT&interval=1h&startTime=1&endTime=2")).toEqual([]);
  });

  test("joins hours to longer candles", () => {
    const hours = rows(family, path, "symbol=ETHUSDT&interval=1h&limit=1000");
    const [long] = rows(family, path, `symbol=ETHUSDT&interval=4h&limit=1&startTime=${hours[100]?.[0]}`);
    const at = hours.findIndex((row) => row[0] === long?.[0]);
    const parts = hours.slice(at, at + 4);
    expect((Number(long?.[0]) / HOUR_MS) % 4).toBe(0);
    expect([long?.[1], long?.[4]]).toEqual([parts[0]?.[1], parts[3]?.[4]]);
    expect(Number(long?.[2])).toBe(Math.max(...parts.map((row) => Number(row[2]))));
  });

  test("tells minutes since the start, and joins them to the hour's own candle", () => {
    const minutes = rows(family, path, "symbol=ETHUSDT&interval=1m&limit=1000");
    expect(minutes).toHaveLength(198);
    minutes.forEach((row, at) => expect(Number(row[0]) - Number(minutes[0]?.[0])).toBe(at * MINUTE_MS));
    const fives = rows(family, path, "symbol=ETHUSDT&interval=5m&limit=1000");
    expect(fives).toHaveLength(40);
    const parts = minutes.slice(5, 10);
    expect([fives[1]?.[0], fives[1]?.[1], fives[1]?.[4]]).toEqual([parts[0]?.[0], parts[0]?.[1], parts[4]?.[4]]);
    expect(Number(fives[1]?.[2])).toBe(Math.max(...parts.map((row) => Number(row[2]))));
    const [hour] = rows(family, path, `symbol=ETHUSDT&interval=1h&limit=1&startTime=${minutes[60]?.[0]}`);
    expect(Number(hour?.[4]) / Number(minutes[119]?.[4])).toBeCloseTo(1, 4);
  });

  test.each([
    ["interval=1h", -1102],
    ["symbol=NOPEUSDT&interval=1h", -1121],
    ["symbol=ETHUSDT&interval=7m", -1120],
    ["symbol=ETHUSDT", -1102],
    ["symbol=ETHUSDT&interval=1h&limit=x", -1100],
  ])("refuses %s with %i", (query, code) => {
    expect(JSON.parse(ask(family, path, query).body)).toMatchObject({ code });
  });
});

test("the running hour ends at the price of this moment, and the finished one at the price it had", () => {
  const { state, rows } = desk();
  advance(state, state.nowMs + 2 * HOUR_MS);
  const closes = markPriceAt(state.world, 1, secondOf(state.nowMs));
  advance(state, state.nowMs + 30 * MINUTE_MS);
  const [finished, running] = rows("futures", "/fapi/v1/markPriceKlines", "symbol=ETHUSDT&interval=1h&limit=2");
  expect(Number(finished?.[4]) / closes).toBeCloseTo(1, 6);
  expect(Number(running?.[1])).toBe(Number(finished?.[4]));
  expect(Number(running?.[4]) / markPriceAt(state.world, 1, secondOf(state.nowMs))).toBeCloseTo(1, 4);
});

test("a shock that came and went inside an hour stays in its extremes", () => {
  const { state, rows } = desk();
  const shock = (logReturn: number) =>
    apply(state, { kind: "shock", venueTimeMs: state.nowMs, symbol: "ETHUSDT", logReturn });
  advance(state, state.nowMs + HOUR_MS + 10 * MINUTE_MS);
  shock(0.3);
  advance(state, state.nowMs + 3 * MINUTE_MS);
  shock(-0.3);
  advance(state, state.nowMs + HOUR_MS);
  const [hour] = rows("futures", "/fapi/v1/klines", "symbol=ETHUSDT&interval=1h&limit=2");
  expect(Number(hour?.[2]) / Number(hour?.[1])).toBeGreaterThan(1.25);
  expect(Number(hour?.[4]) / Number(hour?.[1])).toBeLessThan(1.1);
});

test("a thousandfold contract and its spot market price the same coin, a thousand apart", () => {
  const { state, rows } = desk();
  const thousandfold = state.world.instruments.find(({ multiplier }) => multiplier === 1_000);
  if (thousandfold === undefined) throw new Error("no such contract in this world");
  const query = (symbol: string) => `symbol=${symbol}&interval=1h&limit=2`;
  const [futures] = rows("futures", "/fapi/v1/klines", query(thousandfold.futures.symbol));
  const [spot] = rows("spot", "/api/v3/klines", query(thousandfold.spot.symbol));
  expect(Number(futures?.[4]) / Number(spot?.[4]) / 1_000).toBeCloseTo(1, 1);
});

test("weight follows the page", () => {
  const { ask } = desk();
  const weightOf = (family: Family, path: string, query: string) => {
    const used = () => Number(ask(family, `${path.slice(0, path.lastIndexOf("/"))}/ping`, "").headers[HEADER]);
    const before = used();
    ask(family, path, `symbol=ETHUSDT&interval=1h${query}`);
    return used() - before - 1;
  };
  const pages = ["&limit=99", "&limit=100", "&limit=500", "", "&limit=1000", "&limit=1500"];
  expect(pages.map((query) => weightOf("futures", "/fapi/v1/klines", query))).toEqual([1, 2, 5, 5, 5, 10]);
  expect(weightOf("spot", "/api/v3/klines", "&limit=1000")).toBe(2);
});
