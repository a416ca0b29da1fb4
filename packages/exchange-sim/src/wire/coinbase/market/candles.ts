import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { ExchangeState } from "../../../exchange/state.ts";
import { mix, SALT, uniform } from "../../../random.ts";
import { type Candle, candleAt, candleSpan } from "../../../world/candles.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { minuteCandleAt, minuteCandleSpan } from "../../../world/minute-candles.ts";
import { gapAt } from "../../../world/sample.ts";
import { hourMs, minuteOf, secondOf } from "../../../world/world.ts";

/** Seconds of each granularity there is. */
export const GRANULARITIES: Readonly<Record<string, number>> = {
  ONE_MINUTE: 60,
  FIVE_MINUTE: 300,
  FIFTEEN_MINUTE: 900,
  THIRTY_MINUTE: 1_800,
  ONE_HOUR: 3_600,
  TWO_HOUR: 7_200,
  FOUR_HOUR: 14_400,
  SIX_HOUR: 21_600,
  ONE_DAY: 86_400,
};

export const CANDLES_MAX = 350;

export interface PrintedCandle {
  readonly start: string;
  readonly high: string;
  readonly low: string;
  readonly open: string;
  readonly close: string;
  readonly volume: string;
}

/** What candles are made of: minutes as far back as there are any, else hours. */
interface Grain {
  readonly ms: number;
  readonly first: number;
  readonly last: number;
  readonly startMs: (at: number) => number;
  readonly read: (at: number) => Candle;
}

function grainOf(state: ExchangeState, index: number, seconds: number): Grain {
  const { world } = state;
  const second = secondOf(state.nowMs);
  if (seconds * 1_000 >= HOUR_MS) {
    const [first, last] = candleSpan(state.nowMs);
    const read = (at: number): Candle => candleAt(world, index, at, "index", second);
    return { ms: HOUR_MS, first, last, startMs: hourMs, read };
  }
  const [first, last] = minuteCandleSpan(world);
  const zero = world.startMs - minuteOf(world.startMs) * MINUTE_MS;
  const read = (at: number): Candle => minuteCandleAt(world, index, at, "index", second);
  return { ms: MINUTE_MS, first, last, startMs: (at) => zero + at * MINUTE_MS, read };
}

/** Candles that begin within these seconds, newest first. */
export function candlesBetween(
  state: ExchangeState,
  instrument: Instrument,
  seconds: number,
  from: number,
  to: number,
): PrintedCandle[] {
  const grain = grainOf(state, instrument.index, seconds);
  const parts = (seconds * 1_000) / grain.ms;
  const found: PrintedCandle[] = [];
  for (let at = grain.last; at >= grain.first && found.length < CANDLES_MAX; at--) {
    const start = grain.startMs(at) / 1_000;
    if (start < from || start * 1_000 < instrument.onboardMs) break;
    if (start > to || start % seconds !== 0) continue;
    const known = Math.min(parts, grain.last - at + 1);
    found.push(
      printCandle(
        state,
        instrument,
        seconds,
        start,
        Array.from({ length: known }, (_, k) => grain.read(at + k)),
      ),
    );
  }
  return found;
}

function printCandle(
  state: ExchangeState,
  { index, multiplier, spot }: Instrument,
  seconds: number,
  start: number,
  parts: readonly Candle[],
): PrintedCandle {
  const opened = secondOf(start * 1_000);
  const closed = Math.min(opened + seconds, secondOf(state.nowMs));
  // The venue's own prices lie a little off the common ones, now here and now there.
  const gaps = [1 + gapAt(state.world, index, opened), 1 + gapAt(state.world, index, closed)] as const;
  const print = (value: number): string => String(Number((value / multiplier).toFixed(spot.priceScale)));
  const open = (parts[0]?.open ?? 0) * gaps[0];
  const close = (parts.at(-1)?.close ?? 0) * gaps[1];
  const draw = uniform(mix(state.world.ownSeed, SALT.candle, index, ~start));
  const elapsed = Math.max(1, closed - opened);
  const usd = ((spot.volumeDailyUsd * elapsed) / 86_400) * (0.6 + 0.8 * draw);
  const volume = usd / ((open + close) / 2 / multiplier);
  return {
    start: String(start),
    high: print(Math.max(open, close, ...parts.map((part) => part.high * Math.max(...gaps)))),
    low: print(Math.min(open, close, ...parts.map((part) => part.low * Math.min(...gaps)))),
    open: print(open),
    close: print(close),
    volume: String(Number(volume.toFixed(spot.quantityScale))),
  };
}
