import { poolAmount } from "../../../account/money.ts";
import type { CandleSeries } from "../../../world/candles.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { estimateRate, forEachSettlement, lastSettledRate, nextSettlementMs } from "../../../world/settlement.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { candles, intervalMinutes } from "../candles.ts";
import { contractsText } from "../contract.ts";
import { floatPrice, money, price, rate } from "../format.ts";
import { bookOf, dayTicker, indexPrice, interestText, printLevels } from "../market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { instrumentOf, limitOf, open, type Route, type RouteContext, type Routes, wholeOf } from "../request.ts";
import { readTape, tradeValue } from "../tape.ts";
import { printInstrument, printLimits } from "./instruments.ts";
import { markText, riskTiers } from "./risk.ts";

const HOUR_MS = 3_600_000;
const HISTORY_MS = 180 * 86_400_000;
const market = (handle: Route["handle"]): Route => open("futures-market", 300, "v3-market", handle);
const candle = (handle: Route["handle"]): Route => open("futures-market", 20, "v3-candles", handle);
const { symbol: badSymbol, limit: badLimit, interval: badInterval, startTime, endTime, tooOld } = ERRORS.futures;

/** The contract that was asked for, told alone. */
const one =
  (print: (context: RouteContext, instrument: Instrument) => Outcome): Route["handle"] =>
  (context) => {
    const instrument = instrumentOf(context, "futures", context.params.get("symbol"));
    return instrument === null ? refuse(badSymbol) : print(context, instrument);
  };

/** Every contract, or the one that was asked for: alone, or as a list of one. */
const oneOrAll =
  (form: "alone" | "listed", print: (context: RouteContext, instrument: Instrument) => unknown): Route["handle"] =>
  (context) => {
    const symbol = context.params.get("symbol") ?? "";
    if (symbol === "") return body(context.state.world.instruments.map((each) => print(context, each)));
    const instrument = instrumentOf(context, "futures", symbol);
    if (instrument === null) return refuse(badSymbol);
    const told = print(context, instrument);
    return body(form === "alone" ? told : [told]);
  };

function ticker({ state }: RouteContext, instrument: Instrument): Record<string, unknown> {
  const day = dayTicker(state, instrument, "futures");
  return {
    s: instrument.futures.symbol,
    o: day.open,
    l: day.low,
    h: day.high,
    c: day.close,
    qty: day.quantity,
    amt: day.amount,
    tC: day.trades,
    sT: day.startMs,
    cT: day.closeMs,
    dN: day.name,
    dC: day.change,
    bPx: day.bid,
    bSz: day.bidQuantity,
    aPx: day.ask,
    aSz: day.askQuantity,
    mPx: markText(state, instrument),
    iPx: day.index,
  };
}

const DEPTHS = [5, 10, 20, 100, 150];

function orderBook({ state, params }: RouteContext, instrument: Instrument): Outcome {
  const limit = params.get("limit") || "10";
  if (!DEPTHS.includes(Number(limit))) return refuse(badLimit);
  const { bids, asks } = bookOf(state, instrument.index, "futures", Number(limit));
  return body({
    asks: printLevels(instrument, "futures", asks),
    bids: printLevels(instrument, "futures", bids),
    s: fixed(instrument.futures.tick, instrument.futures.priceScale),
    ts: Math.floor(state.nowMs),
  });
}

/** Newest first. */
function trades({ state, session, params }: RouteContext, instrument: Instrument): Outcome {
  const limit = limitOf(params, 500, 1_000);
  if (limit === null) return refuse(badLimit);
  const page = readTape(state, session, instrument, "futures").slice(-limit).reverse();
  return body(
    page.map((trade) => ({
      id: trade.id,
      side: trade.side.toLowerCase(),
      px: price(instrument.futures, trade.price),
      qty: contractsText(instrument.futures, trade.quantity),
      amt: tradeValue(instrument, "futures", trade),
      cT: trade.timeMs,
    })),
  );
}

const candleRows = (series: CandleSeries, withVolume: boolean): Route["handle"] =>
  one(({ state, params }, instrument) => {
    const minutes = intervalMinutes(params.get("interval") ?? "");
    if (minutes === null) return refuse(badInterval);
    const [startMs, endMs] = [wholeOf(params, "sTime"), wholeOf(params, "eTime")];
    const limit = limitOf(params, 100, 500);
    if (startMs === undefined) return refuse(startTime);
    if (endMs === undefined) return refuse(endTime);
    if (limit === null) return refuse(badLimit);
    const rows = candles(state, instrument, "futures", series, minutes, { startMs, endMs, limit });
    return body(
      rows.map((row) => {
        const volume = withVolume ? [row.amount, row.quantity, String(row.trades)] : [];
        return [row.low, row.high, row.open, row.close, ...volume, String(row.openMs), String(row.closeMs)];
      }),
    );
  });

/** What settled last and what would settle next; the interval is the time between them. */
function fundingRate({ state }: RouteContext, instrument: Instrument): Outcome {
  const nextMs = nextSettlementMs(state.nowMs, instrument.intervalHours);
  return body({
    s: instrument.futures.symbol,
    fR: rate(lastSettledRate(state.world, instrument.index)),
    fT: String(nextMs - instrument.intervalHours * HOUR_MS),
    nFR: rate(estimateRate(state.world, instrument.index, state.nowMs)),
    nFT: String(nextMs),
  });
}

interface Settled {
  readonly s: string;
  readonly fR: string;
  readonly fT: string;
}

/** In milliseconds whatever the documentation says, and the newest row alone without bounds: so the venue does it. */
function fundingHistory(context: RouteContext): Outcome {
  const { state, params } = context;
  const symbol = params.get("symbol") ?? "";
  const instrument = symbol === "" ? null : instrumentOf(context, "futures", symbol);
  if (symbol !== "" && instrument === null) return refuse(badSymbol);
  const [startMs, endMs] = [wholeOf(params, "sT"), wholeOf(params, "eT")];
  const limit = limitOf(params, 100, 1_000);
  if (startMs === undefined) return refuse(startTime);
  if (endMs === undefined) return refuse(endTime);
  if (limit === null) return refuse(badLimit);
  if (startMs !== null && startMs < state.nowMs - HISTORY_MS) return refuse(tooOld);
  const rows: Settled[] = [];
  for (const each of instrument === null ? state.world.instruments : [instrument]) {
    let newest: Settled | null = null;
    forEachSettlement(state.world, each.index, (timeMs, settled) => {
      const settledMs = Math.floor(timeMs / HOUR_MS) * HOUR_MS;
      newest = { s: each.futures.symbol, fR: rate(settled), fT: String(settledMs) };
      if ((startMs !== null || endMs !== null) && settledMs >= (startMs ?? 0) && settledMs <= (endMs ?? state.nowMs)) {
        rows.push(newest);
      }
    });
    if (startMs === null && endMs === null && newest !== null) rows.push(newest);
  }
  return body(rows.slice(-limit));
}

const openInterest = ({ state }: RouteContext, instrument: Instrument): Outcome =>
  body({ oInterest: interestText(state, instrument), s: instrument.futures.symbol });

function riskLimit(context: RouteContext, instrument: Instrument): Outcome {
  const mode = (context.params.get("mgnMode") ?? "").toUpperCase();
  if (mode !== "" && mode !== "CROSS" && mode !== "ISOLATED") return refuse(ERRORS.futures.parameter("mgnMode"));
  const tier = context.params.get("tier") ?? "";
  const tiers = riskTiers(context.state, instrument).filter((each) => tier === "" || each.tier === tier);
  const modes = mode === "" ? ["ISOLATED", "CROSS"] : [mode];
  return body(
    modes.flatMap((mgnMode) =>
      tiers.map(({ tier: at, ...each }) => ({ symbol: instrument.futures.symbol, mgnMode, tier: at, ...each })),
    ),
  );
}

/** One or several, divided by commas; unknown ones are left out. */
function limitPrice(context: RouteContext): Outcome {
  const symbols = (context.params.get("symbol") ?? "").split(",").filter((each) => each !== "");
  const found = symbols.map((symbol) => instrumentOf(context, "futures", symbol)).filter((each) => each !== null);
  return found.length === 0 ? refuse(badSymbol) : body(found.map((each) => printLimits(context.state, each)));
}

function insurance({ state }: RouteContext): Outcome {
  const ccy = quoteAssetOf(state.world);
  return body([{ ccy, amt: money(poolAmount(state, "insurance", ccy)), uTime: String(Math.floor(state.nowMs)) }]);
}

const indexRow = ({ state }: RouteContext, instrument: Instrument) => ({
  s: instrument.futures.symbol,
  iPx: floatPrice(instrument.futures, indexPrice(state, instrument, "futures")),
});
const markRow = ({ state }: RouteContext, instrument: Instrument) => ({
  s: instrument.futures.symbol,
  mPx: markText(state, instrument),
});

/** The venue's own spot price is all the index there is. */
const componentRow = ({ state }: RouteContext, instrument: Instrument) => {
  const px = floatPrice(instrument.futures, indexPrice(state, instrument, "futures"));
  return { s: instrument.futures.symbol, px, cs: [{ e: "Poloniex", w: "1", sPx: px, cPx: px }] };
};

export const FUTURES_MARKET_ROUTES: Routes = {
  "GET /v3/market/allInstruments": market(oneOrAll("listed", ({ state }, each) => printInstrument(state, each))),
  "GET /v3/market/instruments": market(one(({ state }, each) => body(printInstrument(state, each)))),
  "GET /v3/market/tickers": market(oneOrAll("listed", ticker)),
  "GET /v3/market/orderBook": market(one(orderBook)),
  "GET /v3/market/trades": market(one(trades)),
  "GET /v3/market/candles": candle(candleRows("perpetual", true)),
  "GET /v3/market/indexPriceCandlesticks": candle(candleRows("index", false)),
  "GET /v3/market/markPriceCandlesticks": candle(candleRows("mark", false)),
  "GET /v3/market/markPrice": market(oneOrAll("alone", markRow)),
  "GET /v3/market/indexPrice": market(oneOrAll("alone", indexRow)),
  "GET /v3/market/indexPriceComponents": market(oneOrAll("listed", componentRow)),
  "GET /v3/market/fundingRate": market(one(fundingRate)),
  "GET /v3/market/fundingRate/history": market(fundingHistory),
  "GET /v3/market/riskLimit": market(one(riskLimit)),
  "GET /v3/market/openInterest": market(one(openInterest)),
  "GET /v3/market/limitPrice": market(limitPrice),
  "GET /v3/market/insurance": market(insurance),
};
