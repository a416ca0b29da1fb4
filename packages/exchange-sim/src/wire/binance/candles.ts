import { HOUR_MS } from "@evenkeel/core/units";
import { mix, SALT, uniform } from "../../random.ts";
import { type Candle, type CandleSeries, candleAt, candleSpan } from "../../world/candles.ts";
import type { Instrument, Market } from "../../world/instrument.ts";
import { specificationOf } from "../../world/instrument.ts";
import { hourMs, secondOf } from "../../world/world.ts";
import { body, ERRORS, type Outcome, refuse } from "./reply.ts";
import { integerOf, limitOf, type Params, type RouteContext } from "./request.ts";

/** Nothing finer than an hour is kept. */
const INTERVAL_HOURS: Readonly<Record<string, number>> = {
  "1h": 1,
  "2h": 2,
  "4h": 4,
  "6h": 6,
  "8h": 8,
  "12h": 12,
  "1d": 24,
};
const LIMITS = { spot: [500, 1_000], futures: [500, 1_500] } as const;

type Row = readonly (string | number)[];

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
    const { params, instrument } = context;
    if (instrument === null) return refuse(ERRORS.badSymbol);
    const hours = INTERVAL_HOURS[params.get("interval") ?? ""];
    if (hours === undefined) return refuse(ERRORS.badInterval);
    const [usual, most] = LIMITS[market];
    const wanted = openings(context, instrument, hours, limitOf(params, usual, most));
    return body(wanted.map((hour) => rowOf(context, instrument, market, series, hour, hours)));
  };

/** Hours at which the asked candles begin, oldest first: from the start where there is one, else the newest. */
function openings({ state, params }: RouteContext, instrument: Instrument, hours: number, limit: number): number[] {
  const [first, last] = candleSpan(state.nowMs);
  const startMs = integerOf(params, "startTime");
  const fromMs = Math.max(startMs ?? 0, instrument.onboardMs);
  const toMs = integerOf(params, "endTime") ?? state.nowMs;
  const found: number[] = [];
  for (let hour = first; hour <= last; hour += 1) {
    const openMs = hourMs(hour);
    if ((openMs / HOUR_MS) % hours === 0 && openMs >= fromMs && openMs <= toMs) found.push(hour);
  }
  return startMs === null ? found.slice(-limit) : found.slice(0, limit);
}

function merge(parts: readonly Candle[]): Candle {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) throw new Error("a candle of no hours");
  const high = Math.max(...parts.map((part) => part.high));
  const low = Math.min(...parts.map((part) => part.low));
  return { openMs: first.openMs, open: first.open, high, low, close: last.close };
}

function rowOf(
  { state }: RouteContext,
  instrument: Instrument,
  market: Market,
  series: CandleSeries,
  hour: number,
  hours: number,
): Row {
  const [, last] = candleSpan(state.nowMs);
  const ends = Math.min(hour + hours - 1, last);
  const second = secondOf(state.nowMs);
  const parts = Array.from({ length: ends - hour + 1 }, (_, at) =>
    candleAt(state.world, instrument.index, hour + at, series, second),
  );
  const { openMs, open, high, low, close } = merge(parts);
  const closeMs = openMs + hours * HOUR_MS - 1;
  const unit = market === "spot" ? instrument.multiplier : 1;
  const { priceScale, quantityScale, volumeDailyUsd } = specificationOf(instrument, market);
  const scale = market === "spot" || series === "mark" ? 8 : priceScale;
  // The tick of the book, printed with the digits of the endpoint.
  const price = (value: number): string =>
    series === "mark" ? value.toFixed(8) : Number((value / unit).toFixed(priceScale)).toFixed(scale);
  const prices = [openMs, price(open), price(high), price(low), price(close)] as const;
  if (series === "mark") return [...prices, "0", closeMs, "0", 60 * 60 * hours, "0", "0", "0"];
  const draw = uniform(mix(state.world.seed, SALT.candle, instrument.index, ~hour ^ (market === "spot" ? 1 : 0)));
  const quote = ((volumeDailyUsd * hours) / 24) * (0.6 + 0.8 * draw);
  const base = quote / ((open + close) / 2 / unit);
  const digits = market === "spot" ? 8 : quantityScale;
  const count = Math.max(1, Math.floor(quote / 900));
  const bought = 0.4 + 0.2 * uniform(mix(state.world.seed, SALT.candle, hour, instrument.index));
  return [
    ...prices,
    base.toFixed(digits),
    closeMs,
    quote.toFixed(8),
    count,
    (base * bought).toFixed(digits),
    (quote * bought).toFixed(8),
    "0",
  ];
}
