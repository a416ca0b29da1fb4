import { DAY_MS, HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test, vi } from "vitest";
import { createTouch, readTouch } from "../book/quote.ts";
import { advance } from "../exchange/advance.ts";
import { createExchange } from "../exchange/create.ts";
import { stateHash } from "../exchange/hash.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { SYMBOLS_MAX, WORLD_START_MS } from "./build.ts";
import { indexPriceAt } from "./sample.ts";
import { estimateRate, forEachSettlement, lastSettledRate, rateFrom, settlesAt } from "./settlement.ts";
import { secondOf } from "./world.ts";

/** Months of whole markets: seconds of work, more on a machine that has other things to do. */
vi.setConfig({ testTimeout: 60_000 });

const make = (seed: number, symbols = 12, world: "demo" | "normal" = "demo"): ExchangeState =>
  createExchange({ world, seed, symbols, accounts: [] });

function ratesOf(state: ExchangeState, index: number): number[] {
  const rates: number[] = [];
  forEachSettlement(state.world, index, (_, rate) => rates.push(rate / 1e8));
  return rates;
}

describe("determinism", () => {
  test("the same seed makes the same state, another seed another", () => {
    const run = (seed: number) => {
      const state = make(seed);
      advance(state, WORLD_START_MS + DAY_MS);
      return stateHash(state);
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });

  test.each([[1], [7_001], [61_000], [3_600_000]])("advancing in steps of %i ms changes nothing", (stepMs) => {
    const whole = make(3);
    const pieces = make(3);
    const end = WORLD_START_MS + (stepMs === 1 ? 2_500 : 3 * HOUR_MS);
    advance(whole, end);
    for (let now = WORLD_START_MS; now < end; now += stepMs) advance(pieces, Math.min(end, now + stepMs));
    expect(stateHash(pieces)).toBe(stateHash(whole));
  });

  test("a price does not depend on which prices were read before it", () => {
    const state = make(5);
    advance(state, WORLD_START_MS + 90_000);
    const seconds = Array.from({ length: 60 }, (_, k) => 60 + k);
    const forward = seconds.map((second) => indexPriceAt(state.world, 4, second));
    const backward = seconds.toReversed().map((second) => indexPriceAt(state.world, 4, second));
    expect(backward.toReversed()).toEqual(forward);
    expect(new Set(forward).size).toBeGreaterThan(50);
  });

  test("minutes join without a step: the last second of one leads to the first of the next", () => {
    const state = make(5);
    advance(state, WORLD_START_MS + 59_000);
    const last = indexPriceAt(state.world, 0, 59);
    advance(state, WORLD_START_MS + 60_000);
    const first = indexPriceAt(state.world, 0, 60);
    expect(Math.abs(first / last - 1)).toBeLessThan(0.002);
  });
});

describe("what is listed", () => {
  test("400 perpetuals: unique symbols, scales that multiply exactly, all three intervals", () => {
    const { instruments } = make(1, 400).world;
    expect(new Set(instruments.map((each) => each.futures.symbol)).size).toBe(400);
    expect(new Set(instruments.map((each) => each.spot.symbol)).size).toBe(400);
    for (const { futures, spot } of instruments) {
      expect(futures.priceScale + futures.quantityScale).toBeLessThanOrEqual(11);
      expect(spot.priceScale + spot.quantityScale).toBeLessThanOrEqual(8);
      expect(futures.marketQuantityMax).toBeGreaterThan(0);
      expect(futures.marketQuantityMax).toBeLessThanOrEqual(futures.quantityMax);
    }
    const intervals = instruments.map((each) => each.intervalHours);
    const share = (hours: number) => intervals.filter((each) => each === hours).length / 400;
    expect(share(4)).toBeGreaterThan(0.5);
    expect(share(8)).toBeGreaterThan(0.25);
    expect(share(1)).toBeGreaterThan(0);
    expect(instruments.some((each) => each.multiplier === 1_000 && each.spot.symbol === "PEPEUSDT")).toBe(true);
    expect(instruments.some((each) => each.underlying !== "COIN")).toBe(true);
    expect(instruments.some((each) => each.deliveryMs < WORLD_START_MS + 60 * DAY_MS)).toBe(true);
    expect(instruments.some((each) => each.onboardMs > WORLD_START_MS - 180 * DAY_MS)).toBe(true);
  });

  test.each([0, -1, 1.5, Number.NaN, SYMBOLS_MAX + 1])("%s symbols are refused", (symbols) => {
    expect(() => make(1, symbols)).toThrow(RangeError);
  });
});

describe("funding", () => {
  test.each([
    ["inside the band the interest is paid", 3, 8, 10_000],
    ["4 h pays half of it", 3, 4, 5_000],
    ["above the band: premium less 5 bp", 12, 8, 70_000],
    ["below the band: premium plus 5 bp", -9, 8, -40_000],
    ["the cap holds", 400, 8, 2_000_000],
    ["the floor holds", -400, 8, -2_000_000],
  ])("%s", (_, premiumBps, hours, rate) => {
    expect(rateFrom(premiumBps, 1, hours, -2_000_000, 2_000_000)).toBe(rate);
  });

  test("4 h and 8 h contracts first settle two hours after the start", () => {
    const hours = Array.from({ length: 12 }, (_, k) => k + 1);
    expect(hours.filter((hour) => settlesAt(hour, 8))).toEqual([2, 10]);
    expect(hours.filter((hour) => settlesAt(hour, 4))).toEqual([2, 6, 10]);
  });

  test("90 days are settled at the start, and the estimate becomes the settled rate", () => {
    const state = make(2, 20);
    const eight = state.world.instruments.find((each) => each.intervalHours === 8 && each.index < 12);
    expect(eight).toBeDefined();
    const index = eight?.index ?? 0;
    expect(ratesOf(state, index).length).toBe(270);
    advance(state, WORLD_START_MS + 2 * HOUR_MS - 1);
    const estimate = estimateRate(state.world, index, state.nowMs);
    advance(state, WORLD_START_MS + 2 * HOUR_MS);
    expect(Math.abs(lastSettledRate(state.world, index) - estimate)).toBeLessThanOrEqual(1);
  });
});

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

describe("the worlds are what their names say", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "demo, seed %i: symbols pass the shipped entry rule at the start",
    (seed) => {
      const state = make(seed, 400);
      const touch = createTouch();
      const passing = state.world.instruments.filter((instrument) => {
        const daily = 24 / instrument.intervalHours;
        const rates = ratesOf(state, instrument.index);
        const month = rates.slice(-30 * daily).toSorted((a, b) => a - b);
        const week = rates.slice(-7 * daily);
        const spreadsBps = (["spot", "futures"] as const).map((market) => {
          readTouch(state.world, instrument.index, market, secondOf(state.nowMs), touch);
          return ((touch.ask - touch.bid) / touch.bid) * 1e4;
        });
        return (
          mean(week) * daily * 365 >= 0.15 &&
          (month[month.length >> 1] ?? 0) > 0 &&
          estimateRate(state.world, instrument.index, state.nowMs) > 0 &&
          instrument.underlying === "COIN" &&
          instrument.deliveryMs > 4e12 &&
          instrument.onboardMs <= WORLD_START_MS - 180 * DAY_MS &&
          instrument.futures.volumeDailyUsd >= 5e7 &&
          instrument.spot.volumeDailyUsd >= 1e7 &&
          instrument.openInterestUsd >= 2e7 &&
          Math.max(...spreadsBps) <= 5 &&
          !week.some((rate) => Math.abs(rate * 1e8) >= instrument.rateCap)
        );
      });
      expect(passing.length).toBeGreaterThanOrEqual(5);
    },
  );

  test("demo: within 60 days most seeds turn a rich symbol's week negative", () => {
    const turned = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((seed) => {
      const state = make(seed, 20);
      const week = (index: number) => {
        const daily = 24 / (state.world.instruments[index]?.intervalHours ?? 8);
        return mean(ratesOf(state, index).slice(-7 * daily)) * daily * 365;
      };
      const rich = state.world.instruments.map((each) => each.index).filter((index) => week(index) >= 0.15);
      for (let day = 1; day <= 60; day++) {
        advance(state, WORLD_START_MS + day * DAY_MS);
        if (rich.some((index) => week(index) < 0)) return true;
      }
      return false;
    });
    expect(turned.length).toBeGreaterThanOrEqual(8);
  });

  test("normal: the median carry is thin and the lower quarter pays", () => {
    const medians = [1, 2, 3, 4, 5].map((seed) => {
      const state = make(seed, 200, "normal");
      const carries = state.world.instruments
        .map(
          (each) =>
            mean(ratesOf(state, each.index).slice((-30 * 24) / each.intervalHours)) * (24 / each.intervalHours) * 365,
        )
        .filter((carry) => Number.isFinite(carry))
        .toSorted((a, b) => a - b);
      return carries[carries.length >> 1] ?? 0;
    });
    expect(mean(medians)).toBeGreaterThan(-0.08);
    expect(mean(medians)).toBeLessThan(0.03);
  });
});
