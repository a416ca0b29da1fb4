import { HOUR_MS } from "@evenkeel/core/units";
import { createTouch, flowAt, readTouch } from "../../../book/quote.ts";
import { dollarQuote } from "../../../dollar/dollars.ts";
import { referencePrice } from "../../../order/check.ts";
import { mix, SALT, uniform } from "../../../random.ts";
import { candleAt, candleSpan } from "../../../world/candles.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { forEachSettlement } from "../../../world/settlement.ts";
import { hourMs, secondOf, type World } from "../../../world/world.ts";
import { touchedBooks } from "../../book.ts";
import { fixed } from "../../format.ts";
import { executionIdOf } from "../identity.ts";
import {
  bestOf,
  contractTicker,
  dollarTicker,
  isAnnounced,
  isDelisted,
  printLevels,
  rateText,
  settledHour,
  spotTicker,
} from "../market-data.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import {
  categoryOf,
  good,
  instrumentOf,
  limitOf,
  marketOf,
  open,
  type RouteContext,
  type Routes,
  spanOf,
  textOf,
} from "../request.ts";
import { snapshotBook } from "../stream/book.ts";
import { CANDLE_ROUTES } from "./candles.ts";
import { instrumentsInfo } from "./instruments.ts";

function serverTime({ wallMs }: RouteContext): Outcome {
  return answer({ timeSecond: String(Math.floor(wallMs / 1_000)), timeNano: `${wallMs}000000` });
}

/** The instruments a listing request means: the named one, those of a base coin, or all that trade. */
function asked(context: RouteContext, market: Market): readonly Instrument[] | null {
  const { state, params } = context;
  if (textOf(params, "symbol") !== null) {
    const found = instrumentOf(context, market);
    return found.ok ? [found.value] : null;
  }
  const baseCoin = textOf(params, "baseCoin");
  return state.world.instruments.filter(
    (each) =>
      !isDelisted(each, state.nowMs) &&
      each.onboardMs <= state.nowMs &&
      (baseCoin === null || specificationOf(each, market).baseAsset === baseCoin),
  );
}

function tickers(context: RouteContext): Outcome {
  const { state, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  if (market === null) return answer({ category: category.value, list: [] });
  const dollar = market === "spot" ? dollarQuote(state, textOf(params, "symbol") ?? "") : null;
  if (dollar !== null) return answer({ category: category.value, list: [dollarTicker(dollar)] });
  const instruments = asked(context, market);
  if (instruments === null) return refuse(ERRORS.symbol(textOf(params, "symbol") ?? ""));
  const touched = touchedBooks(state);
  const list = instruments.map((each) =>
    market === "spot"
      ? { ...spotTicker(state, each), ...bestOf(state, each, "spot", touched) }
      : {
          ...contractTicker(state, each, touched),
          predictedDeliveryPrice: "",
          basisRate: "",
          basis: "",
          basisRateYear: "",
          deliveryFeeRate: "",
          deliveryTime: isAnnounced(each) ? String(each.deliveryMs) : "0",
        },
  );
  return answer({ category: category.value, list });
}

function orderBook(context: RouteContext): Outcome {
  const { state, session, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  const instrument = instrumentOf(context, market);
  if (!instrument.ok || market === null) return refuse(instrument.ok ? ERRORS.category : instrument.error);
  const limit = limitOf(params, market === "spot" ? 1 : 25, 1_000);
  if (!limit.ok) return refuse(limit.error);
  const book = snapshotBook(state, session, instrument.value.index, market, limit.value);
  const timeMs = Math.floor(state.nowMs);
  return answer({
    s: specificationOf(instrument.value, market).symbol,
    b: printLevels(instrument.value, market, book.bids.slice(0, limit.value)),
    a: printLevels(instrument.value, market, book.asks.slice(0, limit.value)),
    ts: timeMs,
    u: book.updateId,
    seq: book.sequence,
    cts: timeMs,
  });
}

const touch = createTouch();

/** Trades of the running minute, newest first: what lies before it is not kept. */
function recentTrades(context: RouteContext): Outcome {
  const { state, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  const instrument = instrumentOf(context, market);
  if (!instrument.ok || market === null) return refuse(instrument.ok ? ERRORS.category : instrument.error);
  const limit = limitOf(params, market === "spot" ? 60 : 500, market === "spot" ? 60 : 1_000);
  if (!limit.ok) return refuse(limit.error);
  const { index } = instrument.value;
  const { symbol, priceScale, quantityScale } = specificationOf(instrument.value, market);
  const now = secondOf(state.nowMs);
  const list: object[] = [];
  for (let second = now; second >= Math.floor(now / 60) * 60 && list.length < limit.value; second--) {
    readTouch(state.world, index, market, second, touch);
    for (const side of ["BUY", "SELL"] as const) {
      const quantity = flowAt(state.world, index, market, side, second, touch.middle);
      if (quantity === 0 || list.length >= limit.value) continue;
      list.push({
        execId: executionIdOf(market, second * 2 + (side === "BUY" ? 0 : 1)),
        symbol,
        price: fixed(side === "BUY" ? touch.ask : touch.bid, priceScale),
        size: fixed(quantity, quantityScale),
        side: side === "BUY" ? "Buy" : "Sell",
        time: String(Math.floor(state.nowMs) - (now - second) * 1_000),
        isBlockTrade: false,
        isRPITrade: false,
        seq: String(second * 2),
      });
    }
  }
  return answer({ category: category.value, list });
}

/** Newest first. Only a start without an end is refused, as the venue does. */
function fundingHistory(context: RouteContext): Outcome {
  const { state, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  if (category.value !== "linear" && category.value !== "inverse") return refuse(ERRORS.category);
  const instrument = instrumentOf(context, marketOf(category.value));
  if (!instrument.ok) return refuse(instrument.error);
  const span = spanOf(params);
  if (!span.ok) return refuse(span.error);
  const limit = limitOf(params, 200, 200);
  if (!limit.ok) return refuse(limit.error);
  const { fromMs, toMs } = span.value;
  if (fromMs !== null && toMs === null) return refuse(ERRORS.request("Only startTime is not supported"));
  const rows: object[] = [];
  forEachSettlement(state.world, instrument.value.index, (timeMs, rate) => {
    const settledMs = settledHour(timeMs);
    if (settledMs < (fromMs ?? 0) || settledMs > (toMs ?? state.nowMs)) return;
    rows.push({
      symbol: instrument.value.futures.symbol,
      fundingRate: rateText(rate),
      fundingRateTimestamp: String(settledMs),
    });
  });
  return answer({ category: category.value, list: rows.slice(-limit.value).reverse() });
}

/** Contracts that one answer describes where none is named. */
const RISK_PAGE = 15;

function riskLimit(context: RouteContext): Outcome {
  const { state, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  if (category.value === "inverse") return answer({ category: "inverse", list: [], nextPageCursor: "" });
  if (category.value !== "linear") return refuse(ERRORS.category);
  const cursor = textOf(params, "cursor") ?? "0";
  if (!/^\d{1,9}$/.test(cursor)) return refuse(ERRORS.parameter("cursor"));
  const named = textOf(params, "symbol") !== null;
  const found = named ? instrumentOf(context, "futures") : null;
  if (found !== null && !found.ok) return refuse(found.error);
  const from = Number(cursor);
  const { instruments } = state.world;
  const shown = found !== null ? [found.value] : instruments.slice(from, from + RISK_PAGE);
  const next = !named && from + shown.length < instruments.length ? String(from + shown.length) : "";
  const list = shown.flatMap(({ futures, brackets }) =>
    brackets.map((bracket, at) => ({
      id: at + 1,
      symbol: futures.symbol,
      riskLimitValue: String(bracket.cap / 10n ** 18n),
      maintenanceMargin: String(bracket.maintenancePpm / 1e6),
      initialMargin: String(Number((1 / bracket.leverageMax).toFixed(6))),
      isLowestRisk: at === 0 ? 1 : 0,
      maxLeverage: bracket.leverageMax.toFixed(2),
      mmDeduction: at === 0 ? "" : String(bracket.deduction / 10n ** 18n),
    })),
  );
  return answer({ category: category.value, list, nextPageCursor: next });
}

const INTERVAL_MINUTES: Readonly<Record<string, number>> = {
  "5min": 5,
  "15min": 15,
  "30min": 30,
  "1h": 60,
  "4h": 240,
  "1d": 1_440,
};

/** Open interest of a past hour, from its own draw and the price of that hour. */
function interestAt(world: World, instrument: Instrument, hour: number, second: number): string {
  const { open: price } = candleAt(world, instrument.index, hour, "index", second);
  const share = 0.95 + 0.1 * uniform(mix(world.ownSeed, SALT.activity + 2, instrument.index, hour));
  return ((instrument.openInterestUsd * share) / price).toFixed(instrument.futures.quantityScale);
}

function openInterest(context: RouteContext): Outcome {
  const { state, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  if (category.value !== "linear" && category.value !== "inverse") return refuse(ERRORS.category);
  const instrument = instrumentOf(context, marketOf(category.value));
  if (!instrument.ok) return refuse(instrument.error);
  const interval = textOf(params, "intervalTime") ?? "";
  const minutes = Object.hasOwn(INTERVAL_MINUTES, interval) ? INTERVAL_MINUTES[interval] : undefined;
  if (minutes === undefined) return refuse(ERRORS.parameter("intervalTime"));
  const span = spanOf(params);
  const limit = limitOf(params, 50, 200);
  if (!span.ok) return refuse(span.error);
  if (!limit.ok) return refuse(limit.error);
  const stepMs = minutes * 60_000;
  const cursor = textOf(params, "cursor");
  if (cursor !== null && !/^\d{1,15}$/.test(cursor)) return refuse(ERRORS.parameter("cursor"));
  const end = Math.min(state.nowMs, span.value.toMs ?? state.nowMs, cursor === null ? state.nowMs : Number(cursor));
  const earliest = Math.max(span.value.fromMs ?? 0, hourMs(candleSpan(state.nowMs)[0]), instrument.value.onboardMs);
  const list: object[] = [];
  let at = Math.floor(end / stepMs) * stepMs;
  for (; at >= earliest && list.length < limit.value; at -= stepMs) {
    const hour = Math.floor((at - hourMs(0)) / HOUR_MS);
    const quantity = interestAt(state.world, instrument.value, hour, secondOf(state.nowMs));
    list.push({ openInterest: quantity, singleOpenInterest: quantity, timestamp: String(at) });
  }
  return answer({
    symbol: instrument.value.futures.symbol,
    category: category.value,
    list,
    nextPageCursor: at >= earliest ? String(at) : "",
  });
}

/** The bounds of a limit order's price now, as the matching enforces them. */
function priceLimit(context: RouteContext): Outcome {
  const { state, params } = context;
  const category = textOf(params, "category") === null ? good("linear" as const) : categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  const instrument = instrumentOf(context, market);
  if (!instrument.ok || market === null) return refuse(instrument.ok ? ERRORS.category : instrument.error);
  const { symbol, priceScale, priceUpPercent, priceDownPercent } = specificationOf(instrument.value, market);
  const reference = referencePrice(state, instrument.value, market);
  return answer({
    symbol,
    buyLmt: fixed(Math.floor((reference * priceUpPercent) / 100), priceScale),
    sellLmt: fixed(Math.ceil((reference * priceDownPercent) / 100), priceScale),
    ts: String(Math.floor(state.nowMs)),
  });
}

export const MARKET_ROUTES: Routes = {
  "GET /v5/market/time": open(serverTime),
  "GET /v5/market/instruments-info": open(instrumentsInfo),
  "GET /v5/market/tickers": open(tickers),
  "GET /v5/market/orderbook": open(orderBook),
  "GET /v5/market/recent-trade": open(recentTrades),
  "GET /v5/market/funding/history": open(fundingHistory),
  "GET /v5/market/price-limit": open(priceLimit),
  "GET /v5/market/risk-limit": open(riskLimit),
  "GET /v5/market/open-interest": open(openInterest),
  ...CANDLE_ROUTES,
};
