import { HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test, vi } from "vitest";
import { createTouch, readTouch } from "../book/quote.ts";
import { advance } from "../exchange/advance.ts";
import { createExchange } from "../exchange/create.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { NEVER_MS } from "./build.ts";
import type { Market, WorldName } from "./instrument.ts";
import { KNOWN_COINS } from "./names.ts";
import { indexPriceAt, logIndexAt, logIndexBefore } from "./sample.ts";
import { forEachSettlement } from "./settlement.ts";
import { PROFILES, VENUES, type VenueName } from "./venue.ts";
import { secondOf } from "./world.ts";

/** Samples of whole markets: seconds of work, more on a machine that has other things to do. */
vi.setConfig({ testTimeout: 60_000 });

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;
const median = (values: readonly number[]): number => quantile(values, 0.5);

function correlation(a: readonly number[], b: readonly number[]): number {
  const [middleA, middleB] = [mean(a), mean(b)];
  let both = 0;
  let one = 0;
  let other = 0;
  for (const [k, each] of a.entries()) {
    both += (each - middleA) * ((b[k] ?? 0) - middleB);
    one += (each - middleA) ** 2;
    other += ((b[k] ?? 0) - middleB) ** 2;
  }
  return both / Math.sqrt(one * other);
}

const lagged = (values: readonly number[], lag: number): number =>
  correlation(values.slice(0, -lag), values.slice(lag));
const changes = (values: readonly number[]): number[] =>
  values.slice(1).map((each, k) => Math.log(each / (values[k] ?? 1)));

const make = (venue: VenueName, world: WorldName, symbols: number, seed = 4): ExchangeState =>
  createExchange({ venue, world, seed, symbols, accounts: [], overrides: { intervalHours: 8 } });

/** Settled rates of the 90 days before the start, in basis points, of those that were listed all the while. */
function settled(state: ExchangeState): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const { index } of state.world.instruments) {
    const rates: number[] = [];
    forEachSettlement(state.world, index, (_, rate) => rates.push(rate / 1e4));
    if (rates.length === 270) found.set(index, rates);
  }
  return found;
}

const weeks = (rates: readonly number[]): number[] =>
  Array.from({ length: Math.floor(rates.length / 21) }, (_, k) => mean(rates.slice(k * 21, k * 21 + 21)));

describe("normal against what was measured", () => {
  const rates = settled(make("binance", "normal", 80));
  const every = [...rates.values()];

  test("funding is as persistent", () => {
    expect(every.length).toBeGreaterThan(60);
    // Measured 0.76, 0.60, 0.40. Three months of sample pull the longest towards zero.
    expect(median(every.map((each) => lagged(each, 1)))).toBeGreaterThan(0.65);
    expect(median(every.map((each) => lagged(each, 1)))).toBeLessThan(0.92);
    expect(median(every.map((each) => lagged(each, 3)))).toBeGreaterThan(0.45);
    expect(median(every.map((each) => lagged(each, 21)))).toBeGreaterThan(0.1);
    expect(median(every.map((each) => lagged(each, 21)))).toBeLessThan(0.5);
  });

  test("a third to two thirds settle at exactly 0.01 %", () => {
    const shares = every.map((each) => each.filter((rate) => rate === 1).length / each.length);
    expect(median(shares)).toBeGreaterThan(0.33);
    expect(median(shares)).toBeLessThan(0.6);
    expect(quantile(shares, 0.1)).toBeGreaterThan(0.05);
  });

  test("the same coin settles alike, and not the same, at two venues", () => {
    const other = settled(make("bybit", "normal", 80));
    const pairs = [...rates].flatMap(([index, one]) => {
      const two = other.get(index);
      return two === undefined ? [] : [[one, two] as const];
    });
    expect(pairs.length).toBeGreaterThan(40);
    const alike = pairs.map(([one, two]) => correlation(one, two));
    expect(median(alike)).toBeGreaterThan(0.4);
    expect(median(alike)).toBeLessThan(0.9);
    expect(quantile(alike, 0.1)).toBeLessThan(0.6);
    const byWeek = median(pairs.map(([one, two]) => correlation(weeks(one), weeks(two))));
    expect(byWeek).toBeGreaterThan(0.5);
    expect(byWeek).toBeLessThan(0.97);
    const apart = median(pairs.map(([one, two]) => median(one.map((rate, k) => Math.abs(rate - (two[k] ?? 0))))));
    expect(apart).toBeGreaterThan(0.15);
    expect(apart).toBeLessThan(0.8);
  });

  test("prices move as much, with one market behind them and fat tails", () => {
    const state = make("binance", "normal", 9);
    const prices = state.world.instruments.map((): number[] => []);
    for (let hour = 0; hour <= 90 * 24; hour++) {
      advance(state, state.world.startMs + hour * HOUR_MS);
      for (const { index } of state.world.instruments) {
        prices[index]?.push(indexPriceAt(state.world, index, secondOf(state.nowMs)));
      }
    }
    const returns = prices.map(changes);
    const yearly = returns.map((each) => Math.sqrt(mean(each.map((one) => one * one)) * 8_760));
    expect(yearly[0]).toBeGreaterThan(0.33);
    expect(yearly[0]).toBeLessThan(0.55);
    expect(median(yearly)).toBeGreaterThan(0.6);
    expect(median(yearly)).toBeLessThan(0.95);
    const [bitcoin = [], ...others] = returns;
    const beta = (each: readonly number[]) =>
      mean(each.map((one, k) => one * (bitcoin[k] ?? 0))) / mean(bitcoin.map((one) => one * one));
    expect(median(others.map(beta))).toBeGreaterThan(1);
    expect(median(others.map(beta))).toBeLessThan(1.6);
    for (const each of others) expect(correlation(each, bitcoin)).toBeGreaterThan(0.5);
    const kurtosis = (each: readonly number[]) =>
      mean(each.map((one) => one ** 4)) / mean(each.map((one) => one * one)) ** 2;
    expect(median(returns.map(kurtosis))).toBeGreaterThan(4);
    const sizes = returns.map((each) => each.map(Math.abs));
    expect(median(sizes.map((each) => lagged(each, 1)))).toBeGreaterThan(0.1);
  });
});

/** Logarithms of the middle of the book, one a second. */
function middles(venue: VenueName, market: Market, seconds: number, everySeconds = 1): number[] {
  const state = make(venue, "normal", 3);
  const touch = createTouch();
  return Array.from({ length: seconds }, (_, k) => {
    advance(state, state.world.startMs + k * everySeconds * 1_000);
    readTouch(state.world, 0, market, secondOf(state.nowMs), touch);
    return touch.middle;
  });
}

describe("venues against one another", () => {
  test("a follower's quotes are the leader's of some seconds ago, also where a minute begins", () => {
    const [leader, follower] = [make("binance", "normal", 3), make("poloniex", "normal", 3)];
    const { lagSeconds } = PROFILES.poloniex;
    const led: number[] = [];
    for (let second = 0; second <= 300; second++) {
      for (const state of [leader, follower]) advance(state, state.world.startMs + second * 1_000);
      led.push(logIndexAt(leader.world, 1, second));
      const followed = logIndexBefore(follower.world, 1, second, lagSeconds);
      expect(followed).toBeCloseTo(led[Math.max(0, second - lagSeconds)] ?? 0, 9);
    }
  });

  test.each(VENUES)("%s follows the first by its lag, not sooner and not later", (venue) => {
    const leader = changes(middles("binance", "spot", 1_800));
    const follower = changes(middles(venue, "spot", 1_800));
    const at = (lag: number) => correlation(leader.slice(0, leader.length - lag), follower.slice(lag));
    const lags = [0, 1, 2, 3, 4];
    const best = lags.toSorted((a, b) => at(b) - at(a))[0];
    expect(best).toBe(PROFILES[venue].lagSeconds);
    expect(at(PROFILES[venue].lagSeconds)).toBeGreaterThan(0.6);
  });

  test.each([
    ["bybit", "spot", 0.5, 2.5],
    ["bybit", "futures", 1, 5],
    ["poloniex", "spot", 2, 8],
    ["coinbase", "spot", 1, 4],
  ] as const)("%s %s stands some basis points apart, both ways", (venue, market, low, high) => {
    const one = middles("binance", market, 600, 300);
    const apart = middles(venue, market, 600, 300).map((each, k) => Math.log(each / (one[k] ?? 1)) * 1e4);
    const deviation = Math.sqrt(mean(apart.map((each) => each * each)));
    expect(deviation).toBeGreaterThan(low);
    expect(deviation).toBeLessThan(high);
    expect(apart.some((each) => each > 0) && apart.some((each) => each < 0)).toBe(true);
  });
});

describe("whole venues", () => {
  test.each(VENUES)("%s lists all that it may, every symbol its own, on the same coins", (venue) => {
    const state = createExchange({ venue, world: "storm", seed: 2, symbols: PROFILES[venue].symbolsMax, accounts: [] });
    const { instruments } = state.world;
    const first = instruments.slice(0, KNOWN_COINS.length).map((each) => each.coin);
    expect(first).toEqual(KNOWN_COINS.map(([coin]) => coin).slice(0, first.length));
    expect(new Set(instruments.map((each) => each.futures.symbol)).size).toBe(instruments.length);
    expect(new Set(instruments.map((each) => each.spot.symbol)).size).toBe(instruments.length);
    advance(state, state.world.startMs + HOUR_MS);
    for (const { index, deliveryMs } of instruments) {
      expect(indexPriceAt(state.world, index, secondOf(state.nowMs))).toBeGreaterThan(0);
      expect(deliveryMs === NEVER_MS || deliveryMs > state.world.startMs).toBe(true);
    }
  });
});

describe("weather", () => {
  test("calm, normal and storm differ as their names say", () => {
    const weather = (["calm", "normal", "storm"] as const).map((name) => {
      const state = make("binance", name, 30);
      const worst = Math.min(...[...settled(state).values()].map((each) => Math.min(...each)));
      const start = indexPriceAt(state.world, 1, secondOf(state.nowMs));
      const touch = createTouch();
      readTouch(state.world, 20, "futures", secondOf(state.nowMs), touch);
      const moves = Array.from({ length: 14 * 24 }, (_, hour) => {
        advance(state, state.world.startMs + (hour + 1) * HOUR_MS);
        return indexPriceAt(state.world, 1, secondOf(state.nowMs));
      });
      const hourly = changes([start, ...moves]);
      return {
        worst,
        spread: (touch.ask - touch.bid) / touch.bid,
        volatility: Math.sqrt(mean(hourly.map((each) => each * each)) * 8_760),
      };
    });
    const [calm, normal, storm] = weather;
    expect(calm?.volatility).toBeLessThan((normal?.volatility ?? 0) * 0.75);
    expect(storm?.volatility).toBeGreaterThan((normal?.volatility ?? 0) * 2);
    expect(calm?.spread).toBeLessThan(normal?.spread ?? 0);
    expect(storm?.spread).toBeGreaterThan(normal?.spread ?? 0);
    // The cap of most contracts is 2 %: only a storm comes to it.
    expect(storm?.worst).toBe(-200);
    expect(calm?.worst).toBeGreaterThan(-15);
  });
});
