import { DAY_MS, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { ExchangeState } from "../../exchange/state.ts";
import { mix, SALT, uniform } from "../../random.ts";
import { WORLD_START_MS } from "../../world/build.ts";
import { type Candle, type CandleSeries, candleAt, candleSpan } from "../../world/candles.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import { minuteCandleAt, minuteCandleSpan } from "../../world/minute-candles.ts";
import { secondOf } from "../../world/world.ts";
import { floatPrice } from "./format.ts";
import { quantityText } from "./market-data.ts";

const INTERVAL_MINUTES: Readonly<Record<string, number>> = {
  MINUTE_1: 1,
  MINUTE_5: 5,
  MINUTE_10: 10,
  MINUTE_15: 15,
  MINUTE_30: 30,
  HOUR_1: 60,
  HOUR_2: 120,
  HOUR_4: 240,
  HOUR_6: 360,
  HOUR_8: 480,
  HOUR_12: 720,
  DAY_1: 1_440,
  DAY_3: 4_320,
  WEEK_1: 10_080,
};
/** Weeks begin on Mondays; the epoch was a Thursday. */
const MONDAY_MS = 4 * DAY_MS;
/** Of a trade, in dollars. */
const TRADE_USD = 400;

export const intervalMinutes = (name: string): number | null =>
  Object.hasOwn(INTERVAL_MINUTES, name) ? (INTERVAL_MINUTES[name] ?? null) : null;

export interface PrintedCandle {
  readonly low: string;
  readonly high: string;
  readonly open: string;
  readonly close: string;
  readonly amount: string;
  readonly quantity: string;
  readonly boughtAmount: string;
  readonly boughtQuantity: string;
  readonly trades: number;
  readonly average: string;
  readonly openMs: number;
  readonly closeMs: number;
}

export interface Span {
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly limit: number;
}

/** When the candle of this moment opened. */
function openingOf(ms: number, minutes: number): number {
  const span = minutes * MINUTE_MS;
  const shift = minutes === INTERVAL_MINUTES["WEEK_1"] ? MONDAY_MS : 0;
  return Math.floor((ms - shift) / span) * span + shift;
}

/** What is kept in pieces of an hour or a minute: the first and the running one, and how long one is. */
function pieces(state: ExchangeState, minutes: number): readonly [first: number, last: number, pieceMs: number] {
  return minutes < 60 ? [...minuteCandleSpan(state.world), MINUTE_MS] : [...candleSpan(state.nowMs), HOUR_MS];
}

/** Candles oldest first: from the start where there is one, else the newest. */
export function candles(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  series: CandleSeries,
  minutes: number,
  { startMs, endMs, limit }: Span,
): PrintedCandle[] {
  const [first, last, pieceMs] = pieces(state, minutes);
  const fromMs = Math.max(startMs ?? 0, instrument.onboardMs);
  const openings: number[] = [];
  for (let piece = first; piece <= last; piece++) {
    const openMs = WORLD_START_MS + piece * pieceMs;
    const wanted = openMs >= fromMs && openMs <= (endMs ?? state.nowMs);
    if (wanted && openingOf(openMs, minutes) === openMs) openings.push(piece);
  }
  const page = startMs === null ? openings.slice(-limit) : openings.slice(0, limit);
  return page.map((piece) => printCandle(state, instrument, market, series, piece, minutes));
}

/** The candle that runs now, as far as its beginning is kept. */
export function runningCandle(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  series: CandleSeries,
  minutes: number,
): PrintedCandle {
  const [first, last, pieceMs] = pieces(state, minutes);
  const openedMs = openingOf(state.nowMs, minutes);
  const opened = Math.round((openedMs - WORLD_START_MS) / pieceMs);
  return printCandle(state, instrument, market, series, Math.min(last, Math.max(first, opened)), minutes);
}

function merged(
  state: ExchangeState,
  instrument: Instrument,
  series: CandleSeries,
  piece: number,
  minutes: number,
): Candle {
  const [, last, pieceMs] = pieces(state, minutes);
  const second = secondOf(state.nowMs);
  const openMs = WORLD_START_MS + piece * pieceMs;
  const endMs = openingOf(openMs, minutes) + minutes * MINUTE_MS;
  const read = pieceMs === HOUR_MS ? candleAt : minuteCandleAt;
  const parts: Candle[] = [];
  for (let at = piece; at <= last && WORLD_START_MS + at * pieceMs < endMs; at++) {
    parts.push(read(state.world, instrument.index, at, series, second));
  }
  return {
    openMs,
    open: parts[0]?.open ?? 0,
    high: Math.max(...parts.map((part) => part.high)),
    low: Math.min(...parts.map((part) => part.low)),
    close: parts.at(-1)?.close ?? 0,
  };
}

/** Volume is drawn. */
function printCandle(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  series: CandleSeries,
  piece: number,
  minutes: number,
): PrintedCandle {
  const specification = specificationOf(instrument, market);
  const { openMs, open, high, low, close } = merged(state, instrument, series, piece, minutes);
  const unit = market === "spot" ? instrument.multiplier : 1;
  const price = (value: number) => floatPrice(specification, value / unit);
  const salt = market === "spot" ? 1 : 0;
  const draw = uniform(mix(state.world.ownSeed, SALT.candle, instrument.index, ~piece ^ salt));
  const amount = ((specification.volumeDailyUsd * minutes) / 1_440) * (0.6 + 0.8 * draw);
  const average = (open + close) / 2;
  const coins = (value: number) => {
    const mantissa = Math.floor(((value * unit) / average) * 10 ** specification.quantityScale);
    return quantityText(market, specification, mantissa - (mantissa % specification.step));
  };
  const bought = amount * (0.4 + 0.2 * uniform(mix(state.world.ownSeed, SALT.candle, piece, instrument.index)));
  return {
    low: price(low),
    high: price(high),
    open: price(open),
    close: price(close),
    amount: amount.toFixed(4),
    quantity: coins(amount),
    boughtAmount: bought.toFixed(4),
    boughtQuantity: coins(bought),
    trades: Math.max(1, Math.floor(amount / TRADE_USD)),
    average: price(average),
    openMs,
    closeMs: openMs + minutes * MINUTE_MS - 1,
  };
}
