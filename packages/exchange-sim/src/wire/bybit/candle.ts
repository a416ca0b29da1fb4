import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { ExchangeState } from "../../exchange/state.ts";
import { mix, SALT, uniform } from "../../random.ts";
import { type Candle, type CandleSeries, candleAt, candleSpan } from "../../world/candles.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import { minuteCandleAt, minuteCandleSpan } from "../../world/minute-candles.ts";
import { hourMs, minuteOf, secondOf } from "../../world/world.ts";

export type Series = "trade" | "mark" | "index" | "premium";

/** Minutes are kept for a day, hours for a month; a week and a month are longer than what is kept. */
export const INTERVAL_MINUTES: Readonly<Record<string, number>> = {
  "1": 1,
  "3": 3,
  "5": 5,
  "15": 15,
  "30": 30,
  "60": 60,
  "120": 120,
  "240": 240,
  "360": 360,
  "720": 720,
  D: 1_440,
};

export const minutesOf = (interval: string): number | null =>
  Object.hasOwn(INTERVAL_MINUTES, interval) ? (INTERVAL_MINUTES[interval] ?? null) : null;

/** The moments at which candles of this length begin, oldest first, as far back as they are kept. */
export function openingsOf(state: ExchangeState, instrument: Instrument, minutes: number): number[] {
  const hourly = minutes >= 60;
  const [first, last] = hourly ? candleSpan(state.nowMs) : minuteCandleSpan(state.world);
  const stepMs = hourly ? HOUR_MS : MINUTE_MS;
  const originMs = hourly ? hourMs(first) : hourMs(0) + first * MINUTE_MS;
  const found: number[] = [];
  for (let at = originMs; at <= originMs + (last - first) * stepMs; at += stepMs) {
    if (at % (minutes * MINUTE_MS) === 0 && at >= instrument.onboardMs) found.push(at);
  }
  return found;
}

/** One candle of one of the world's own series, the running one as far as it has come. */
function candleOf(state: ExchangeState, index: number, openMs: number, minutes: number, series: CandleSeries): Candle {
  const second = secondOf(state.nowMs);
  const hourly = minutes >= 60;
  const first = hourly ? Math.floor(minuteOf(openMs) / 60) : minuteOf(openMs);
  const running = hourly ? candleSpan(state.nowMs)[1] : minuteCandleSpan(state.world)[1];
  const last = Math.min(first + (hourly ? minutes / 60 : minutes) - 1, running);
  const read = (at: number): Candle =>
    hourly ? candleAt(state.world, index, at, series, second) : minuteCandleAt(state.world, index, at, series, second);
  const opened = read(first);
  let { high, low, close } = opened;
  for (let at = first + 1; at <= last; at++) {
    const part = read(at);
    high = Math.max(high, part.high);
    low = Math.min(low, part.low);
    close = part.close;
  }
  return { openMs, open: opened.open, high, low, close };
}

/** Open, high, low and close as the venue prints them. */
export function pricesOf(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  openMs: number,
  minutes: number,
  series: Series,
): readonly string[] {
  const { index, multiplier } = instrument;
  if (series === "premium") return premiumOf(state, index, openMs, minutes);
  const source = series === "trade" ? (market === "spot" ? "index" : "perpetual") : series;
  const { open, high, low, close } = candleOf(state, index, openMs, minutes, source);
  const unit = market === "spot" ? multiplier : 1;
  const { priceScale } = specificationOf(instrument, market);
  return [open, high, low, close].map((value) => (value / unit).toFixed(priceScale));
}

/** Of the two ends: how far the contract lies over its index. What it did in between is not kept. */
function premiumOf(state: ExchangeState, index: number, openMs: number, minutes: number): readonly string[] {
  const over = candleOf(state, index, openMs, minutes, "perpetual");
  const under = candleOf(state, index, openMs, minutes, "index");
  const first = over.open / under.open - 1;
  const last = over.close / under.close - 1;
  return [first, Math.max(first, last), Math.min(first, last), last].map((value) => value.toFixed(6));
}

/** Volume and turnover of one candle, drawn from its own place. */
export function volumeOf(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  openMs: number,
  minutes: number,
  price: number,
): readonly [volume: string, turnover: string] {
  const { volumeDailyUsd, quantityScale } = specificationOf(instrument, market);
  const place = minuteOf(openMs) ^ (market === "spot" ? 0x5000_0000 : 0x6000_0000);
  const draw = uniform(mix(state.world.ownSeed, SALT.candle, instrument.index, place));
  const turnover = ((volumeDailyUsd * minutes) / 1_440) * (0.6 + 0.8 * draw);
  return [(turnover / price).toFixed(quantityScale), turnover.toFixed(4)];
}
