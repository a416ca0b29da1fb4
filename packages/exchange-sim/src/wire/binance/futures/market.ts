import type { Instrument } from "../../../world/instrument.ts";
import { forEachSettlement } from "../../../world/settlement.ts";
import { candles, candleWeight } from "../candles.ts";
import { exchangeInfo } from "../exchange-info.ts";
import { fixed } from "../format.ts";
import { bestOf, dayTicker, openInterestText, premiumOf, printLevels, rateText, snapshotBook } from "../market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, limitOf, type Params, type Route, type RouteContext, type Routes } from "../request.ts";
import { aggregateTrades, trades } from "../tape.ts";

const open = (handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "none",
  weight: 1,
  market: "futures",
  handle,
  ...more,
});

/** The one instrument asked for, or every one. */
function oneOrAll(context: RouteContext, print: (instrument: Instrument) => unknown): Outcome {
  if (context.instrument !== null) return body(print(context.instrument));
  return body(context.state.world.instruments.map(print));
}

function premiumIndex(context: RouteContext): Outcome {
  const { state } = context;
  return oneOrAll(context, (instrument) => {
    const premium = premiumOf(state, instrument);
    return {
      symbol: instrument.futures.symbol,
      markPrice: premium.mark,
      indexPrice: premium.index,
      estimatedSettlePrice: premium.index,
      lastFundingRate: premium.rate,
      interestRate: rateText(instrument.rateInterestBps * 10_000 * (instrument.intervalHours / 8)),
      nextFundingTime: premium.nextMs,
      time: state.nowMs,
    };
  });
}

interface Settlement {
  readonly symbol: string;
  readonly fundingTime: number;
  readonly fundingRate: string;
  readonly markPrice: string;
  readonly rateType: "Regular";
}

/** Oldest first. Without a start the newest rows, with one the first rows from there, as Binance pages it. */
function fundingRate({ state, params, instrument }: RouteContext): Outcome {
  const startMs = integerOf(params, "startTime");
  const endMs = integerOf(params, "endTime") ?? state.nowMs;
  const limit = limitOf(params, 100, 1_000);
  const rows: Settlement[] = [];
  for (const each of instrument === null ? state.world.instruments : [instrument]) {
    forEachSettlement(state.world, each.index, (timeMs, rate, markPrice) => {
      if (timeMs < (startMs ?? 0) || timeMs > endMs) return;
      rows.push({
        symbol: each.futures.symbol,
        fundingTime: timeMs,
        fundingRate: rateText(rate),
        markPrice: fixed(markPrice, 8),
        rateType: "Regular",
      });
    });
  }
  if (instrument === null) rows.sort((a, b) => a.fundingTime - b.fundingTime);
  return body(startMs === null ? rows.slice(-limit) : rows.slice(0, limit));
}

const fundingInfo = ({ state }: RouteContext): Outcome =>
  body(
    state.world.instruments.map((instrument) => ({
      symbol: instrument.futures.symbol,
      adjustedFundingRateCap: rateText(instrument.rateCap),
      adjustedFundingRateFloor: rateText(instrument.rateFloor),
      fundingIntervalHours: instrument.intervalHours,
      disclaimer: false,
      updateTime: instrument.onboardMs,
    })),
  );

function bookTicker(context: RouteContext): Outcome {
  const { state } = context;
  return oneOrAll(context, (instrument) => {
    const best = bestOf(state, instrument, "futures");
    return {
      symbol: instrument.futures.symbol,
      bidPrice: best?.bid ?? "0",
      bidQty: best?.bidQuantity ?? "0",
      askPrice: best?.ask ?? "0",
      askQty: best?.askQuantity ?? "0",
      time: state.nowMs,
      lastUpdateId: Math.floor(state.nowMs),
    };
  });
}

function depth({ state, session, params, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  const limit = limitOf(params, 500, 1_000);
  const book = snapshotBook(state, session, instrument.index, "futures");
  return body({
    lastUpdateId: book.updateId,
    E: state.nowMs,
    T: state.nowMs,
    bids: printLevels(instrument, "futures", book.bids.slice(0, limit)),
    asks: printLevels(instrument, "futures", book.asks.slice(0, limit)),
  });
}

function openInterest({ state, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  return body({
    openInterest: openInterestText(state, instrument),
    symbol: instrument.futures.symbol,
    time: state.nowMs,
  });
}

function tickerPrice(context: RouteContext): Outcome {
  const { state } = context;
  return oneOrAll(context, (instrument) => ({
    symbol: instrument.futures.symbol,
    price: dayTicker(state, instrument, "futures").lastPrice,
    time: state.nowMs,
  }));
}

function depthWeight(params: Params): number {
  const limit = limitOf(params, 500, 1_000);
  if (limit <= 50) return 2;
  if (limit <= 100) return 5;
  return limit <= 500 ? 10 : 20;
}

const byName =
  (one: number, all: number) =>
  (params: Params): number =>
    (params.get("symbol") ?? "") === "" ? all : one;

/** There are no quarterly contracts: the perpetual is the only one of its pair. */
const continuousCandles = (context: RouteContext): Outcome =>
  context.params.get("contractType") === "PERPETUAL"
    ? candles("futures", "perpetual")(context)
    : refuse(ERRORS.badParameter("contractType"));

const CANDLES = { symbol: "required", required: ["interval"], weight: candleWeight } as const;
const OF_PAIR = { ...CANDLES, symbolName: "pair" } as const;

export const FUTURES_MARKET_ROUTES: Routes = {
  "GET /fapi/v1/ping": open(() => body({})),
  "GET /fapi/v1/time": open(({ wallMs }) => body({ serverTime: wallMs })),
  "GET /fapi/v1/exchangeInfo": open(({ state, session }) => ({
    kind: "body",
    body: exchangeInfo(state, session).futures,
  })),
  "GET /fapi/v1/premiumIndex": open(premiumIndex, { symbol: "optional", weight: byName(1, 10) }),
  "GET /fapi/v1/fundingRate": open(fundingRate, { symbol: "optional" }),
  "GET /fapi/v1/fundingInfo": open(fundingInfo),
  "GET /fapi/v1/ticker/bookTicker": open(bookTicker, { symbol: "optional", weight: byName(2, 5) }),
  "GET /fapi/v1/ticker/24hr": open(
    (context) => oneOrAll(context, (each) => dayTicker(context.state, each, "futures")),
    { symbol: "optional", weight: byName(1, 40) },
  ),
  "GET /fapi/v1/ticker/price": open(tickerPrice, { symbol: "optional", weight: byName(1, 2) }),
  "GET /fapi/v2/ticker/price": open(tickerPrice, { symbol: "optional", weight: byName(1, 2) }),
  "GET /fapi/v1/depth": open(depth, { symbol: "required", weight: depthWeight }),
  "GET /fapi/v1/trades": open(trades("futures"), { symbol: "required", weight: 5 }),
  "GET /fapi/v1/historicalTrades": open(trades("futures"), { security: "key", symbol: "required", weight: 20 }),
  "GET /fapi/v1/aggTrades": open(aggregateTrades("futures"), { symbol: "required", weight: 20 }),
  "GET /fapi/v1/klines": open(candles("futures", "perpetual"), CANDLES),
  "GET /fapi/v1/markPriceKlines": open(candles("futures", "mark"), CANDLES),
  "GET /fapi/v1/indexPriceKlines": open(candles("futures", "index"), OF_PAIR),
  "GET /fapi/v1/continuousKlines": open(continuousCandles, { ...OF_PAIR, required: ["interval", "contractType"] }),
  "GET /fapi/v1/openInterest": open(openInterest, { symbol: "required" }),
};
