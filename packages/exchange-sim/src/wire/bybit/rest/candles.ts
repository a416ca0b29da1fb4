import { HOUR_MS } from "@evenkeel/core/units";
import { mix, SALT, uniform } from "../../../random.ts";
import { type Candle, candleAt, candleSpan } from "../../../world/candles.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { hourMs, secondOf } from "../../../world/world.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { CATEGORIES, instrumentOf, limitOf, marketOf, open, type RouteContext, type Routes, spanOf, textOf } from "../request.ts";

type Series = "trade" | "mark" | "index" | "premium";

/** Nothing finer than an hour is kept, and nothing longer than a day begins where clients expect it. */
const INTERVAL_HOURS: Readonly<Record<string, number>> = { "60": 1, "120": 2, "240": 4, "360": 6, "720": 12, D: 24 };

function merge(parts: readonly Candle[]): Candle {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) throw new Error("a candle of no hours");
  const high = Math.max(...parts.map((part) => part.high));
  const low = Math.min(...parts.map((part) => part.low));
  return { openMs: first.openMs, open: first.open, high, low, close: last.close };
}

/** Hours of one series put together, the running one as far as it has come. */
function candleOf({ state }: Pick<RouteContext, "state">, index: number, hour: number, hours: number, series: "index" | "perpetual" | "mark"): Candle {
  const ends = Math.min(hour + hours - 1, candleSpan(state.nowMs)[1]);
  const second = secondOf(state.nowMs);
  return merge(
    Array.from({ length: ends - hour + 1 }, (_, at) => candleAt(state.world, index, hour + at, series, second)),
  );
}

function pricesOf(context: RouteContext, instrument: Instrument, market: Market, hour: number, hours: number, series: Series): readonly string[] {
  const { index, multiplier } = instrument;
  const unit = market === "spot" ? multiplier : 1;
  const { priceScale } = specificationOf(instrument, market);
  if (series === "premium") return premiumOf(context, index, hour, hours);
  const source = series === "trade" ? (market === "spot" ? "index" : "perpetual") : series;
  const { open: first, high, low, close } = candleOf(context, index, hour, hours, source);
  return [first, high, low, close].map((value) => (value / unit).toFixed(priceScale));
}

/** Of the two ends: how far the contract lies over its index. What it did in between is not kept. */
function premiumOf(context: RouteContext, index: number, hour: number, hours: number): readonly string[] {
  const over = candleOf(context, index, hour, hours, "perpetual");
  const under = candleOf(context, index, hour, hours, "index");
  const first = over.open / under.open - 1;
  const last = over.close / under.close - 1;
  return [first, Math.max(first, last), Math.min(first, last), last].map((value) => value.toFixed(6));
}

/** Volume and turnover of one candle, drawn from its own place. */
export function volumeOf({ state }: Pick<RouteContext, "state">, instrument: Instrument, market: Market, hour: number, hours: number, price: number): readonly [string, string] {
  const { volumeDailyUsd, quantityScale } = specificationOf(instrument, market);
  const draw = uniform(mix(state.world.ownSeed, SALT.candle, instrument.index, ~hour ^ (market === "spot" ? 1 : 0)));
  const turnover = ((volumeDailyUsd * hours) / 24) * (0.6 + 0.8 * draw);
  return [(turnover / price).toFixed(quantityScale), turnover.toFixed(4)];
}

/** Newest first: from the start where there is one, else the newest. */
const candles =
  (series: Series) =>
  (context: RouteContext): Outcome => {
    const { state, params } = context;
    const named = textOf(params, "category") ?? "linear";
    const category = CATEGORIES.find((each) => each === named);
    if (category === undefined || (series !== "trade" && category === "spot")) return refuse(ERRORS.category);
    const market = marketOf(category);
    const instrument = instrumentOf(context, market);
    if (!instrument.ok || market === null) return refuse(instrument.ok ? ERRORS.category : instrument.error);
    const interval = textOf(params, "interval") ?? "";
    const hours = Object.hasOwn(INTERVAL_HOURS, interval) ? INTERVAL_HOURS[interval] : undefined;
    if (hours === undefined) return refuse(ERRORS.request("Invalid period!"));
    const span = spanOf(params, "start", "end");
    if (!span.ok) return refuse(span.error);
    const limit = limitOf(params, 200, 1_000);
    if (!limit.ok) return refuse(limit.error);
    const [first, last] = candleSpan(state.nowMs);
    const { fromMs, toMs } = span.value;
    const openings: number[] = [];
    for (let hour = first; hour <= last; hour++) {
      const openMs = hourMs(hour);
      const fits = openMs >= Math.max(fromMs ?? 0, instrument.value.onboardMs) && openMs <= (toMs ?? state.nowMs);
      if (fits && (openMs / HOUR_MS) % hours === 0) openings.push(hour);
    }
    const page = fromMs !== null && toMs === null ? openings.slice(0, limit.value) : openings.slice(-limit.value);
    const list = page.reverse().map((hour) => {
      const prices = pricesOf(context, instrument.value, market, hour, hours, series);
      const volume =
        series === "trade" ? volumeOf(context, instrument.value, market, hour, hours, Number(prices[3])) : [];
      return [String(hourMs(hour)), ...prices, ...volume];
    });
    return answer({ symbol: specificationOf(instrument.value, market).symbol, category, list });
  };

export const candleRoutes: Routes = {
  "GET /v5/market/kline": open(candles("trade")),
  "GET /v5/market/mark-price-kline": open(candles("mark")),
  "GET /v5/market/index-price-kline": open(candles("index")),
  "GET /v5/market/premium-index-price-kline": open(candles("premium")),
};
