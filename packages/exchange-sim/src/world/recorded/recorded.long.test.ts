import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { describe, expect, test, vi } from "vitest";
import { createTouch, readLevel, readTouch } from "../../book/quote.ts";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { createExchange } from "../../exchange/create.ts";
import { stateHash } from "../../exchange/hash.ts";
import { withoutRecord, withRecord } from "../../exchange/record.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { candleAt } from "../candles.ts";
import type { Market } from "../instrument.ts";
import { basisAt, indexPriceAt, markPriceAt } from "../sample.ts";
import { estimateRate, forEachSettlement } from "../settlement.ts";
import type { VenueName } from "../venue.ts";
import { secondOf } from "../world.ts";
import { parseCrash } from "./crash.ts";
import { parseMajors } from "./majors.ts";
import { pathAt } from "./path.ts";
import { readRecording } from "./recorded.ts";
import type { Bars } from "./recording.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A record as it ships. */
const recordText = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../../../data/${name}.csv.gz`, import.meta.url))).toString("utf8");
const MAJORS = parseMajors(recordText("majors-2023-2024"));
const CRASH = parseCrash(recordText("crash-2025-10-10"));

const majors = (venue: VenueName, seed = 1): ExchangeState =>
  createExchange({ venue, world: "majors-2023-2024", seed, symbols: 400, accounts: [], recording: MAJORS });
const begin = (venue: VenueName): ExchangeState =>
  createExchange({
    venue,
    world: "crash-2025-10-10",
    seed: 4,
    symbols: 400,
    accounts: [{ name: "a", spot: { USDT: "100000" }, futures: "100000" }],
    recording: CRASH,
  });

/** A week of minutes lies before the start: walked once, then copied. */
const BEGUN = begin("binance");
const crash = (): ExchangeState => withRecord(structuredClone(withoutRecord(BEGUN)), CRASH);

function priceOf(state: ExchangeState, index: number, market: Market): number {
  const second = secondOf(state.nowMs);
  const price = indexPriceAt(state.world, index, second);
  return market === "spot" ? price : price * (1 + basisAt(state.world, index, second));
}

/** Prices and quotes of one bar, one every `stepMs`. */
function walk(state: ExchangeState, index: number, market: Market, bars: Bars, bar: number, stepMs: number) {
  const touch = createTouch();
  const specification = state.world.instruments[index]?.[market];
  const prices: number[] = [];
  const quotes: number[] = [];
  for (let at = 0; at < bars.lengthMs; at += stepMs) {
    advance(state, bars.beginMs + bar * bars.lengthMs + at);
    prices.push(priceOf(state, index, market));
    readTouch(state.world, index, market, secondOf(state.nowMs), touch);
    quotes.push(touch.bid / 10 ** (specification?.priceScale ?? 0), touch.ask / 10 ** (specification?.priceScale ?? 0));
  }
  return { prices, quotes };
}

describe("majors-2023-2024", () => {
  test("lists BTC and ETH at the venues that are on record, and nothing else", () => {
    const state = majors("bybit");
    expect(state.world.instruments.map((each) => each.futures.symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(state.nowMs).toBe(Date.UTC(2023, 0, 1));
    expect(() => majors("poloniex")).toThrow("no record of poloniex");
    expect(() => createExchange({ world: "majors-2023-2024", seed: 1, symbols: 2, accounts: [] })).toThrow(RangeError);
  });

  test.each([
    ["binance", 0, "spot"],
    ["binance", 1, "futures"],
    ["bybit", 0, "futures"],
    ["bybit", 1, "spot"],
  ] as const)("%s %i %s: every bar opens, turns and closes where it did, and is never left", (venue, index, market) => {
    const state = majors(venue, 5);
    const coin = MAJORS.venues[venue]?.[index];
    const bars = market === "spot" ? coin?.spot : coin?.perpetual;
    expect(bars).toBeDefined();
    if (bars === undefined) return;
    for (let bar = 1; bar <= 21; bar++) {
      const { prices, quotes } = walk(state, index, market, bars, bar, MINUTE_MS);
      const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((each) => each[bar] ?? 0);
      expect(prices[0]).toBeCloseTo(open ?? 0, 6);
      expect(prices.at(-1)).toBeCloseTo(close ?? 0, 6);
      expect(Math.max(...prices)).toBeCloseTo(high ?? 0, 6);
      expect(Math.min(...prices)).toBeCloseTo(low ?? 0, 6);
      expect(Math.max(...quotes)).toBeLessThanOrEqual((high ?? 0) + 1e-9);
      expect(Math.min(...quotes)).toBeGreaterThanOrEqual((low ?? 0) - 1e-9);
    }
  });

  test.each(["binance", "bybit"] as const)("%s: so do BTC's bars to the record's end, every seventh", (venue) => {
    const recorded = readRecording(MAJORS, venue, 9);
    if (recorded.kind !== "bars") throw new Error("no bars");
    const wrong: string[] = [];
    for (const path of [recorded.spot[0], recorded.perpetual[0]]) {
      if (path === undefined) throw new Error("no path");
      const { bars } = path;
      const minutes = bars.lengthMs / MINUTE_MS;
      for (const [bar, open] of bars.open.entries()) {
        if (bar % 7 !== 0 && bar < bars.open.length - 3) continue;
        const logs = Array.from({ length: minutes }, (_, k) =>
          pathAt(path, bars.beginMs + bar * bars.lengthMs + k * MINUTE_MS),
        );
        const told = [logs[0] ?? 0, Math.max(...logs), Math.min(...logs), logs.at(-1) ?? 0];
        const real = [open, bars.high[bar] ?? 0, bars.low[bar] ?? 0, bars.close[bar] ?? 0];
        if (told.some((log, k) => Math.abs(Math.exp(log) / (real[k] ?? 0) - 1) > 1e-9)) wrong.push(`bar ${bar}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("no second between two minutes leaves its bar either", () => {
    const state = majors("binance", 3);
    const bars = MAJORS.venues.binance?.[0]?.perpetual;
    if (bars === undefined) throw new Error("no bars");
    const { prices } = walk(state, 0, "futures", bars, 0, 1_000);
    expect(Math.max(...prices)).toBeLessThanOrEqual((bars.high[0] ?? 0) + 1e-6);
    expect(Math.min(...prices)).toBeGreaterThanOrEqual((bars.low[0] ?? 0) - 1e-6);
    expect(new Set(prices.slice(0, 600)).size).toBeGreaterThan(500);
  });

  test("funding settles exactly as it did, and the estimate comes to it", () => {
    const state = majors("binance");
    advance(state, Date.UTC(2023, 0, 31) - 1);
    const estimate = estimateRate(state.world, 0, state.nowMs);
    advance(state, Date.UTC(2023, 0, 31));
    const coin = MAJORS.venues.binance?.[0];
    const told: number[] = [];
    forEachSettlement(state.world, 0, (_, rate) => told.push(rate));
    expect(told.length).toBe(91);
    expect(told).toEqual([...(coin?.fundingRate.subarray(0, 91) ?? [])]);
    expect(told.slice(0, 4)).toEqual([10_000, 10_000, 691, -1_488]);
    expect(Math.abs(estimate - (told[90] ?? 0))).toBeLessThanOrEqual(1);
  });

  test("the two venues stay a few basis points apart inside their bars too", () => {
    const [one, two] = [majors("binance", 2), majors("bybit", 2)];
    const apart: number[] = [];
    for (let hour = 1; hour < 24 * 30; hour++) {
      for (const state of [one, two]) advance(state, MAJORS.startMs + hour * HOUR_MS);
      apart.push(Math.abs(Math.log(priceOf(one, 0, "spot") / priceOf(two, 0, "spot"))) * 1e4);
    }
    const sorted = apart.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(apart.length / 2)]).toBeLessThan(5);
    expect(sorted[Math.floor(apart.length * 0.95)]).toBeLessThan(25);
  });

  test("steps, seeds and snapshots: the same run whatever the pieces", () => {
    const end = MAJORS.startMs + 30 * HOUR_MS;
    const whole = majors("binance", 7);
    advance(whole, end);
    const pieces = majors("binance", 7);
    for (let now = MAJORS.startMs; now < end; now += 7_777_000) advance(pieces, Math.min(now, end));
    advance(pieces, end);
    expect(stateHash(pieces)).toBe(stateHash(whole));
    const kept = structuredClone(withoutRecord(majors("binance", 7)));
    expect(kept.world.recorded).toBeNull();
    const restored = withRecord(kept, MAJORS);
    advance(restored, end);
    expect(stateHash(restored)).toBe(stateHash(whole));
    const other = majors("binance", 8);
    advance(other, end);
    expect(stateHash(other)).not.toBe(stateHash(whole));
  });

  test("behind the record's end the market stands still and settles nothing", () => {
    const [coin] = MAJORS.venues.binance ?? [];
    if (coin === undefined) throw new Error("no coin");
    const short = ({ open, high, low, close, ...bars }: Bars): Bars => ({
      ...bars,
      open: open.subarray(0, 4),
      high: high.subarray(0, 4),
      low: low.subarray(0, 4),
      close: close.subarray(0, 4),
    });
    const [fundingMs, fundingRate] = [coin.fundingMs.subarray(0, 4), coin.fundingRate.subarray(0, 4)];
    const cut = { ...coin, spot: short(coin.spot), perpetual: short(coin.perpetual), fundingMs, fundingRate };
    const endMs = MAJORS.startMs + 32 * HOUR_MS;
    const recording = { ...MAJORS, endMs, venues: { binance: [cut] } };
    const state = createExchange({ world: MAJORS.name, seed: 1, symbols: 1, accounts: [], recording });
    advance(state, endMs + 24 * HOUR_MS + 30_000);
    expect(priceOf(state, 0, "spot")).toBeCloseTo(cut.spot.close[3] ?? 0, 6);
    expect(priceOf(state, 0, "futures")).toBeCloseTo(cut.perpetual.close[3] ?? 0, 6);
    const told: number[] = [];
    forEachSettlement(state.world, 0, (_, rate) => told.push(rate));
    expect(told).toEqual([...fundingRate, 0, 0, 0, 0]);
    expect(estimateRate(state.world, 0, state.nowMs)).toBe(0);
  });
});

const AVAX = 7;
const WICK_HOUR = Date.UTC(2025, 9, 10, 21);

describe("crash-2025-10-10", () => {
  test("begins on the 8th with a week behind it", () => {
    const state = crash();
    expect(state.nowMs).toBe(Date.UTC(2025, 9, 8));
    expect(state.world.instruments[AVAX]?.futures.symbol).toBe("AVAXUSDT");
    const rates: number[] = [];
    forEachSettlement(state.world, AVAX, (_, rate) => rates.push(rate));
    expect(rates.length).toBe(22);
    const candle = candleAt(state.world, AVAX, secondOf(state.nowMs) / 3_600 - 24, "perpetual", secondOf(state.nowMs));
    expect(candle.openMs).toBe(Date.UTC(2025, 9, 7));
    expect(candle.high).toBeGreaterThan(candle.low);
  });

  test("the wick comes inside its hour, spot and perpetual, and the mark does not follow", () => {
    const state = crash();
    advance(state, WICK_HOUR);
    const rows = Array.from({ length: 60 }, (_, k) => {
      advance(state, WICK_HOUR + k * MINUTE_MS);
      return {
        spot: priceOf(state, AVAX, "spot"),
        perpetual: priceOf(state, AVAX, "futures"),
        mark: markPriceAt(state.world, AVAX, secondOf(state.nowMs)),
      };
    });
    const lowest = Math.min(...rows.map((each) => each.perpetual));
    expect(lowest).toBeCloseTo(8.433, 6);
    expect(Math.min(...rows.map((each) => each.spot))).toBeCloseTo(8.52, 6);
    expect(Math.max(...rows.map((each) => each.spot))).toBeCloseTo(27.8, 6);
    for (const each of rows) expect(each.mark).toBeGreaterThan(21.7);
    // Minutes, not the whole hour.
    expect(rows.filter((each) => each.perpetual < 15).length).toBeLessThan(15);
    advance(state, WICK_HOUR + HOUR_MS);
    expect(markPriceAt(state.world, AVAX, secondOf(state.nowMs))).toBeCloseTo(21.754, 2);
    const hour = candleAt(state.world, AVAX, secondOf(WICK_HOUR) / 3_600, "perpetual", secondOf(state.nowMs));
    expect(hour.low).toBeCloseTo(8.433, 4);
    expect(hour.high).toBeCloseTo(25.363, 4);
  });

  test("depth thins and spreads widen in that hour", () => {
    const state = crash();
    const look = () => {
      const touch = createTouch();
      const level = { price: 0, quantity: 0 };
      const second = secondOf(state.nowMs);
      readTouch(state.world, AVAX, "futures", second, touch);
      let depth = 0;
      for (let k = 0; readLevel(state.world, AVAX, "futures", "SELL", second, touch, k, level); k++) {
        depth += level.quantity * level.price;
      }
      return { spread: (touch.ask - touch.bid) / touch.bid, depth };
    };
    advance(state, Date.UTC(2025, 9, 9, 12, 30));
    const before = look();
    advance(state, WICK_HOUR + 5 * MINUTE_MS);
    const within = look();
    expect(within.depth).toBeLessThan(before.depth / 4);
    expect(within.spread).toBeGreaterThan(before.spread * 4);
  });

  test("a long at twenty times is liquidated, and one at twice is not, though the last price fell below it", () => {
    const state = crash();
    const at = Date.UTC(2025, 9, 10, 20);
    const buy = (symbol: string, leverage: number, quantity: string) => {
      apply(state, { kind: "set-margin-type", venueTimeMs: at, account: "a", symbol, marginType: "ISOLATED" });
      apply(state, { kind: "set-leverage", venueTimeMs: at, account: "a", symbol, leverage });
      const { result } = apply(state, {
        kind: "place",
        venueTimeMs: at,
        account: "a",
        market: "futures",
        symbol,
        side: "BUY",
        type: "MARKET",
        timeInForce: "GTC",
        quantity,
        price: null,
        clientOrderId: null,
        reduceOnly: false,
        positionSide: "BOTH",
      });
      expect(result.ok).toBe(true);
    };
    buy("AVAXUSDT", 20, "100");
    buy("DOGEUSDT", 2, "10000");
    advance(state, WICK_HOUR + HOUR_MS);
    const held = state.accounts.get("a")?.positions;
    expect(held?.has(AVAX) ?? false).toBe(false);
    expect(held?.has(4)).toBe(true);
    expect(state.accounts.get("a")?.income.some((row) => row.type === "INSURANCE_CLEAR")).toBe(true);
  });

  test("others fall by their own share of it, also at a venue that has no record of its own", () => {
    const state = begin("coinbase");
    advance(state, WICK_HOUR);
    const fell = (index: number, from: number): number => priceOf(state, index, "spot") / from - 1;
    const from = [0, 4].map((index) => priceOf(state, index, "spot"));
    const low = [0, 0];
    for (let k = 0; k < 60; k++) {
      advance(state, WICK_HOUR + k * MINUTE_MS);
      for (const [at, index] of [0, 4].entries()) low[at] = Math.min(low[at] ?? 0, fell(index, from[at] ?? 1));
    }
    expect(low[0]).toBeGreaterThan(-0.2);
    expect(low[0]).toBeLessThan(-0.1);
    expect(low[1]).toBeLessThan(-0.5);
  });
});
