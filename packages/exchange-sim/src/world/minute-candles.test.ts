import { DAY_MS, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../exchange/advance.ts";
import { apply } from "../exchange/apply.ts";
import { createExchange } from "../exchange/create.ts";
import { WORLD_START_MS } from "./build.ts";
import { CANDLE_MINUTES_KEPT } from "./candle-columns.ts";
import { type CandleSeries, candleAt } from "./candles.ts";
import { minuteCandleAt, minuteCandleSpan } from "./minute-candles.ts";
import { basisAt, indexPriceAt } from "./sample.ts";
import { secondOf } from "./world.ts";

const make = (seed = 3, symbols = 4) => createExchange({ world: "demo", seed, symbols, accounts: [] });

describe("candles of a minute", () => {
  test("hold every price that was quoted within them, and join end to end", () => {
    const state = make();
    const { world } = state;
    const seen = new Map<number, number[]>();
    for (let second = 0; second < 600; second++) {
      advance(state, WORLD_START_MS + second * 1_000);
      const minute = Math.floor(second / 60);
      seen.set(minute, [...(seen.get(minute) ?? []), indexPriceAt(world, 2, second)]);
    }
    advance(state, WORLD_START_MS + 600_000);
    expect(minuteCandleSpan(world)).toEqual([0, 10]);
    for (let minute = 0; minute < 10; minute++) {
      const candle = minuteCandleAt(world, 2, minute, "index", 600);
      const prices = seen.get(minute) ?? [];
      expect(candle.openMs).toBe(WORLD_START_MS + minute * MINUTE_MS);
      expect(candle.open).toBeCloseTo(prices[0] ?? 0, 10);
      expect(candle.high).toBeGreaterThanOrEqual(Math.max(...prices) * (1 - 1e-8));
      expect(candle.low).toBeLessThanOrEqual(Math.min(...prices) * (1 + 1e-8));
      expect(minuteCandleAt(world, 2, minute + 1, "index", 600).open).toBeCloseTo(candle.close, 10);
    }
  });

  test.each<CandleSeries>(["index", "perpetual"])("an hour of %s is its minutes", (series) => {
    const state = make();
    advance(state, WORLD_START_MS + 3 * HOUR_MS + 5 * MINUTE_MS);
    const second = secondOf(state.nowMs);
    const minutes = Array.from({ length: 60 }, (_, k) => minuteCandleAt(state.world, 1, 60 + k, series, second));
    const hour = candleAt(state.world, 1, 1, series, second);
    expect(hour.open).toBeCloseTo(minutes[0]?.open ?? 0, 4);
    expect(hour.close).toBeCloseTo(minutes[59]?.close ?? 0, 4);
    expect(hour.high / Math.max(...minutes.map((each) => each.high))).toBeCloseTo(1, 6);
    expect(hour.low / Math.min(...minutes.map((each) => each.low))).toBeCloseTo(1, 6);
  });

  test("the running minute is what has been quoted of it so far", () => {
    const state = make();
    advance(state, WORLD_START_MS + 100_000);
    const quoted = Array.from({ length: 41 }, (_, k) => indexPriceAt(state.world, 0, 60 + k));
    const candle = minuteCandleAt(state.world, 0, 1, "index", 100);
    expect(candle.high).toBe(Math.max(...quoted));
    expect(candle.low).toBe(Math.min(...quoted));
    expect(candle.close).toBe(quoted[40]);
    const perpetual = minuteCandleAt(state.world, 0, 1, "perpetual", 100);
    expect(perpetual.close).toBe(indexPriceAt(state.world, 0, 100) * (1 + basisAt(state.world, 0, 100)));
  });

  test("a day of them is kept, and no more", () => {
    const state = make();
    advance(state, WORLD_START_MS + DAY_MS + 3 * HOUR_MS);
    const [first, last] = minuteCandleSpan(state.world);
    expect(last - first).toBe(CANDLE_MINUTES_KEPT);
    const oldest = minuteCandleAt(state.world, 0, first, "index", secondOf(state.nowMs));
    expect(oldest.openMs).toBe(WORLD_START_MS + 3 * HOUR_MS);
    const hour = candleAt(state.world, 0, 3, "index", secondOf(state.nowMs));
    expect(oldest.open).toBeCloseTo(hour.open, 8);
  });

  test("a shock within a minute is in its candle", () => {
    const state = make();
    apply(state, { kind: "shock", venueTimeMs: WORLD_START_MS + 30_000, symbol: "BTCUSDT", logReturn: -0.2 });
    advance(state, WORLD_START_MS + 2 * MINUTE_MS);
    const { open, low, high } = minuteCandleAt(state.world, 0, 0, "index", 120);
    expect(high).toBeGreaterThanOrEqual(open);
    expect(low / open).toBeLessThan(0.83);
  });
});
