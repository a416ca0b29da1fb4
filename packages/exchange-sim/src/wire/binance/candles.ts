import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { ExchangeState } from "../../exchange/state.ts";
import { mix, SALT, uniform } from "../../random.ts";
import { type Candle, type CandleSeries, candleAt, candleSpan } from "../../world/candles.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import { minuteCandleAt, minuteCandleSpan } from "../../world/minute-candles.ts";
import { hourMs, minuteOf, secondOf } from "../../world/world.ts";
import { body, ERRORS, type Outcome, refuse } from "./reply.ts";
import { integerOf, limitOf, type Params, type RouteContext } from "./request.ts";

/** Minutes are kept for a day, hours for a month; an interval is made of whole ones. */
export interface Interval {
  readonly name: string;
  readonly unit: "minute" | "hour";
  readonly units: number;
}

const interval = (name: string, unit: Interval["unit"], units: number): readonly [string, Interval] => [
  name,
  { name, unit, units },
];
const INTERVALS: ReadonlyMap<string, Interval> = new Map([
  interval("1m", "minute", 1),
  interval("3m", "minute", 3),
  interval("5m", "minute", 5),
  interval("15m", "minute", 15),
  interval("30m", "minute", 30),
  interval("1h", "hour", 1),
  interval("2h", "hour", 2),
  interval("4h", "hour", 4),
  interval("6h", "hour", 6),
  interval("8h", "hour", 8),
  interval("12h", "hour", 12),
  interval("1d", "hour", 24),
]);
export const intervalOf = (name: string): Interval | null => INTERVALS.get(name) ?? null;

const LIMITS = { spot: [500, 1_000], futures: [500, 1_500] } as const;
const MS = { minute: MINUTE_MS, hour: HOUR_MS } as const;

export type Row = readonly (string | number)[];

/** Weight of the futures candles by the page asked for, as documented; spot always costs 2. */
export function candleWeight(params: Params): number {
  const limit = limitOf(params, LIMITS.futures[0], LIMITS.futures[1]);
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1_000 ? 5 : 10;
}

export const candles =
  (market: Market, series: CandleSeries) =>
  (context: RouteContext): Outcome => {
    const { state, params, instrument } = context;
    if (instrument === null) return refuse(ERRORS.badSymbol);
    const wanted = intervalOf(params.get("interval") ?? "");
    if (wanted === null) return refuse(ERRORS.badInterval);
    const [usual, most] = LIMITS[market];
    const found = openings(context, instrument, wanted, limitOf(params, usual, most));
    return body(found.map((at) => rowOf(state, instrument, market, series, wanted, at)));
  };

const spanOf = (state: ExchangeState, { unit }: Interval): readonly [first: number, last: number] =>
  unit === "hour" ? candleSpan(state.nowMs) : minuteCandleSpan(state.world);

const unitMs = (unit: Interval["unit"], at: number): number => hourMs(0) + at * MS[unit];

/** Units at which the asked candles begin, oldest first: from the start where there is one, else the newest. */
function openings({ state, params }: RouteContext, instrument: Instrument, wanted: Interval, limit: number): number[] {
  const [first, last] = spanOf(state, wanted);
  const startMs = integerOf(params, "startTime");
  const fromMs = Math.max(startMs ?? 0, instrument.onboardMs);
  const toMs = integerOf(params, "endTime") ?? state.nowMs;
  const found: number[] = [];
  for (let at = first; at <= last; at += 1) {
    const openMs = unitMs(wanted.unit, at);
    if ((openMs / MS[wanted.unit]) % wanted.units === 0 && openMs >= fromMs && openMs <= toMs) found.push(at);
  }
  return startMs === null ? found.slice(-limit) : found.slice(0, limit);
}

/** The candle that runs now, and the one before it where there is one. */
export function runningRows(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  wanted: Interval,
): { readonly running: Row; readonly before: Row | null } {
  const series = market === "spot" ? "index" : "perpetual";
  const [first] = spanOf(state, wanted);
  const minute = minuteOf(state.nowMs);
  const now = wanted.unit === "hour" ? Math.floor(minute / 60) : minute;
  const ordinal = unitMs(wanted.unit, now) / MS[wanted.unit];
  const opened = now - (ordinal % wanted.units);
  const row = (at: number): Row => rowOf(state, instrument, market, series, wanted, at);
  const before = opened - wanted.units;
  return { running: row(Math.max(opened, first)), before: before < first ? null : row(before) };
}

function merge(parts: readonly Candle[]): Candle {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) throw new Error("a candle of no parts");
  const high = Math.max(...parts.map((part) => part.high));
  const low = Math.min(...parts.map((part) => part.low));
  return { openMs: first.openMs, open: first.open, high, low, close: last.close };
}

function candleOf(
  state: ExchangeState,
  index: number,
  series: CandleSeries,
  { unit, units }: Interval,
  from: number,
  last: number,
): Candle {
  const second = secondOf(state.nowMs);
  const read = unit === "hour" ? candleAt : minuteCandleAt;
  const count = Math.min(from + units - 1, last) - from + 1;
  return merge(Array.from({ length: count }, (_, at) => read(state.world, index, from + at, series, second)));
}

function rowOf(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  series: CandleSeries,
  wanted: Interval,
  from: number,
): Row {
  const [, last] = spanOf(state, wanted);
  const { openMs, open, high, low, close } = candleOf(state, instrument.index, series, wanted, from, last);
  const lengthMs = wanted.units * MS[wanted.unit];
  const aligned = openMs - (openMs % lengthMs);
  const closeMs = aligned + lengthMs - 1;
  const unit = market === "spot" ? instrument.multiplier : 1;
  const { priceScale, quantityScale, volumeDailyUsd } = specificationOf(instrument, market);
  const traded = market === "spot" || series === "perpetual";
  const scale = market === "spot" || !traded ? 8 : priceScale;
  // The tick of the book, printed with the digits of the endpoint.
  const price = (value: number): string =>
    traded ? Number((value / unit).toFixed(priceScale)).toFixed(scale) : value.toFixed(8);
  const prices = [aligned, price(open), price(high), price(low), price(close)] as const;
  if (!traded) return [...prices, "0", closeMs, "0", lengthMs / 1_000, "0", "0", "0"];
  const place = from ^ (market === "spot" ? 1 : 0);
  const salt = wanted.unit === "hour" ? instrument.index : ~instrument.index;
  const draw = uniform(mix(state.world.seed, SALT.candle, salt, ~place));
  const quote = volumeDailyUsd * (lengthMs / (24 * HOUR_MS)) * (0.6 + 0.8 * draw);
  const base = quote / ((open + close) / 2 / unit);
  const digits = market === "spot" ? 8 : quantityScale;
  const bought = 0.4 + 0.2 * uniform(mix(state.world.seed, SALT.candle, from, salt));
  return [
    ...prices,
    base.toFixed(digits),
    closeMs,
    quote.toFixed(8),
    Math.max(1, Math.floor(quote / 900)),
    (base * bought).toFixed(digits),
    (quote * bought).toFixed(8),
    "0",
  ];
}

const AVERAGE_MINUTES = 5;

/** The middle of the last five minutes' candles, as far as there are any. */
export function averageOf(
  state: ExchangeState,
  instrument: Instrument,
): { readonly mins: number; readonly price: string } {
  const [first, last] = minuteCandleSpan(state.world);
  const from = Math.max(first, last - AVERAGE_MINUTES + 1);
  let sum = 0;
  for (let minute = from; minute <= last; minute++) {
    const { open, close } = minuteCandleAt(state.world, instrument.index, minute, "index", secondOf(state.nowMs));
    sum += (open + close) / 2;
  }
  return { mins: AVERAGE_MINUTES, price: (sum / (last - from + 1) / instrument.multiplier).toFixed(8) };
}
