import { specificationOf } from "../../../world/instrument.ts";
import { minutesOf, openingsOf, pricesOf, type Series, volumeOf } from "../candle.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import {
  CATEGORIES,
  instrumentOf,
  limitOf,
  marketOf,
  open,
  type RouteContext,
  type Routes,
  spanOf,
  textOf,
} from "../request.ts";

/** Newest first: from the start where there is only one, else the newest. */
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
    const minutes = minutesOf(textOf(params, "interval") ?? "");
    if (minutes === null) return refuse(ERRORS.request("Invalid period!"));
    const span = spanOf(params, "start", "end");
    if (!span.ok) return refuse(span.error);
    const limit = limitOf(params, 200, 1_000);
    if (!limit.ok) return refuse(limit.error);
    const { fromMs, toMs } = span.value;
    const openings = openingsOf(state, instrument.value, minutes).filter(
      (openMs) => openMs >= (fromMs ?? 0) && openMs <= (toMs ?? state.nowMs),
    );
    const page = fromMs !== null && toMs === null ? openings.slice(0, limit.value) : openings.slice(-limit.value);
    const list = page.reverse().map((openMs) => {
      const prices = pricesOf(state, instrument.value, market, openMs, minutes, series);
      const last = Number(prices[3]);
      const volume = series === "trade" ? volumeOf(state, instrument.value, market, openMs, minutes, last) : [];
      return [String(openMs), ...prices, ...volume];
    });
    return answer({ symbol: specificationOf(instrument.value, market).symbol, category, list });
  };

export const CANDLE_ROUTES: Routes = {
  "GET /v5/market/kline": open(candles("trade")),
  "GET /v5/market/mark-price-kline": open(candles("mark")),
  "GET /v5/market/index-price-kline": open(candles("index")),
  "GET /v5/market/premium-index-price-kline": open(candles("premium")),
};
