import type { Instrument } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { candles, intervalMinutes } from "../candles.ts";
import { floatPrice, money, price } from "../format.ts";
import { bookOf, dayTicker, indexPrice, printLevels, quantityText } from "../market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { instrumentOf, limitOf, open, type Route, type RouteContext, type Routes, wholeOf } from "../request.ts";
import { readTape, tradeValue } from "../tape.ts";

const market = (handle: Route["handle"]): Route => open("spot", 200, "spot-market", handle);
const reference = (handle: Route["handle"]): Route => open("spot", 30, "spot-reference", handle);
const { symbol: badSymbol, limit: badLimit, interval: badInterval, startTime, endTime, currency } = ERRORS.spot;

const one =
  (print: (context: RouteContext, instrument: Instrument) => Outcome): Route["handle"] =>
  (context) => {
    const instrument = instrumentOf(context, "spot", context.params.get("symbol"));
    return instrument === null ? refuse(badSymbol) : print(context, instrument);
  };
const each =
  (print: (context: RouteContext, instrument: Instrument) => unknown): Route["handle"] =>
  (context) =>
    body(context.state.world.instruments.map((instrument) => print(context, instrument)));

/** Digits of a market order's amount. */
const AMOUNT_SCALE = 8;

export function printMarket({ state }: Pick<RouteContext, "state">, instrument: Instrument): Record<string, unknown> {
  const { spot } = instrument;
  const quote = quoteAssetOf(state.world);
  return {
    symbol: spot.symbol,
    baseCurrencyName: spot.baseAsset,
    quoteCurrencyName: quote,
    displayName: `${spot.baseAsset}/${quote}`,
    state: state.nowMs >= instrument.deliveryMs || state.nowMs < instrument.onboardMs ? "PAUSE" : "NORMAL",
    visibleStartTime: instrument.onboardMs,
    tradableStartTime: instrument.onboardMs,
    symbolTradeLimit: {
      symbol: spot.symbol,
      priceScale: spot.priceScale,
      quantityScale: spot.quantityScale,
      amountScale: AMOUNT_SCALE,
      minQuantity: fixed(spot.step, spot.quantityScale),
      minAmount: money(spot.notionalMin),
      maxQuantity: fixed(spot.quantityMax, spot.quantityScale),
      maxAmount: "0",
      highestBid: "0",
      lowestAsk: "0",
    },
    crossMargin: { supportCrossMargin: false, maxLeverage: 1 },
  };
}

/** Coins with no network: enough for a client to load currencies. Nothing can be moved in or out. */
interface Currency {
  readonly coin: string;
  readonly id: number;
}
const QUOTE_ID = 214;
const FIRST_ID = 1_000;

function currencies({ state }: RouteContext): Currency[] {
  const coins = state.world.instruments.map(({ spot, index }) => ({ coin: spot.baseAsset, id: FIRST_ID + index }));
  return [{ coin: quoteAssetOf(state.world), id: QUOTE_ID }, ...coins];
}

export function currencyId(context: Pick<RouteContext, "state" | "session">, coin: string): string {
  if (coin === quoteAssetOf(context.state.world)) return String(QUOTE_ID);
  const index = context.session.symbols.spot.get(`${coin}_${quoteAssetOf(context.state.world)}`);
  return index === undefined ? "0" : String(FIRST_ID + index);
}

const printCurrency = ({ coin, id }: Currency) => ({
  id,
  coin,
  delisted: false,
  tradeEnable: true,
  name: coin,
  networkList: [],
  supportCollateral: false,
  supportBorrow: false,
});

function oneCurrency(context: RouteContext): Outcome {
  const wanted = (context.params.get("currency") ?? "").toUpperCase();
  const found = currencies(context).find(({ coin }) => coin === wanted);
  return found === undefined ? refuse(currency) : body(printCurrency(found));
}

function printPrice({ state }: RouteContext, instrument: Instrument): Record<string, unknown> {
  const day = dayTicker(state, instrument, "spot");
  const time = Math.floor(state.nowMs);
  return { symbol: instrument.spot.symbol, price: day.close, time, dailyChange: day.change, ts: time };
}

const markText = ({ state }: RouteContext, instrument: Instrument): string =>
  floatPrice(instrument.spot, indexPrice(state, instrument, "spot"));

const printMark = (context: RouteContext, instrument: Instrument) => ({
  symbol: instrument.spot.symbol,
  markPrice: markText(context, instrument),
  time: Math.floor(context.state.nowMs),
});

function markComponents(context: RouteContext, instrument: Instrument): Outcome {
  const { symbol } = instrument.spot;
  const mark = markText(context, instrument);
  const own = { symbol, exchange: "POLONIEX", symbolPrice: mark, weight: "1", convertPrice: mark };
  return body({ symbol, markPrice: mark, ts: Math.floor(context.state.nowMs), components: [own] });
}

const DEPTHS = [5, 10, 20, 50, 100, 150];

function orderBook({ state, params }: RouteContext, instrument: Instrument): Outcome {
  const limit = params.get("limit") || "10";
  if (!DEPTHS.includes(Number(limit))) return refuse(badLimit);
  const { bids, asks } = bookOf(state, instrument.index, "spot", Number(limit));
  const time = Math.floor(state.nowMs);
  return body({
    time,
    scale: fixed(instrument.spot.tick, instrument.spot.priceScale),
    asks: printLevels(instrument, "spot", asks).flat(),
    bids: printLevels(instrument, "spot", bids).flat(),
    ts: time,
  });
}

function candleRows({ state, params }: RouteContext, instrument: Instrument): Outcome {
  const interval = params.get("interval") ?? "";
  const minutes = intervalMinutes(interval);
  if (minutes === null) return refuse(badInterval);
  const [startMs, endMs] = [wholeOf(params, "startTime"), wholeOf(params, "endTime")];
  const limit = limitOf(params, 100, 500);
  if (startMs === undefined) return refuse(startTime);
  if (endMs === undefined) return refuse(endTime);
  if (limit === null) return refuse(badLimit);
  const now = Math.floor(state.nowMs);
  return body(
    candles(state, instrument, "spot", "index", minutes, { startMs, endMs, limit }).map((row) => [
      row.low,
      row.high,
      row.open,
      row.close,
      row.amount,
      row.quantity,
      row.boughtAmount,
      row.boughtQuantity,
      row.trades,
      Math.min(now, row.closeMs),
      row.average,
      interval,
      row.openMs,
      row.closeMs,
    ]),
  );
}

/** Newest first. */
function trades({ state, session, params }: RouteContext, instrument: Instrument): Outcome {
  const limit = limitOf(params, 500, 1_000);
  if (limit === null) return refuse(badLimit);
  const page = readTape(state, session, instrument, "spot").slice(-limit).reverse();
  return body(
    page.map((trade) => ({
      id: String(trade.id),
      price: price(instrument.spot, trade.price),
      quantity: quantityText("spot", instrument.spot, trade.quantity),
      amount: tradeValue(instrument, "spot", trade),
      takerSide: trade.side,
      ts: trade.timeMs,
      createTime: trade.timeMs,
    })),
  );
}

export function printTicker({ state }: RouteContext, instrument: Instrument): Record<string, unknown> {
  const day = dayTicker(state, instrument, "spot");
  return {
    symbol: instrument.spot.symbol,
    open: day.open,
    low: day.low,
    high: day.high,
    close: day.close,
    quantity: day.quantity,
    amount: day.amount,
    tradeCount: day.trades,
    startTime: day.startMs,
    closeTime: day.closeMs,
    displayName: day.name,
    dailyChange: day.change,
    bid: day.bid,
    bidQuantity: day.bidQuantity,
    ask: day.ask,
    askQuantity: day.askQuantity,
    ts: day.closeMs,
    markPrice: day.mark,
  };
}

export const SPOT_MARKET_ROUTES: Routes = {
  "GET /timestamp": reference(({ wallMs }) => body({ serverTime: wallMs })),
  "GET /markets": reference(each(printMarket)),
  "GET /markets/{symbol}": reference(one((context, instrument) => body([printMarket(context, instrument)]))),
  "GET /v2/currencies": reference((context) => body(currencies(context).map(printCurrency))),
  "GET /v2/currencies/{currency}": reference(oneCurrency),
  "GET /markets/price": market(each(printPrice)),
  "GET /markets/{symbol}/price": market(one((context, instrument) => body(printPrice(context, instrument)))),
  "GET /markets/markPrice": market(each(printMark)),
  "GET /markets/{symbol}/markPrice": market(one((context, instrument) => body(printMark(context, instrument)))),
  "GET /markets/{symbol}/markPriceComponents": market(one(markComponents)),
  "GET /markets/{symbol}/orderBook": market(one(orderBook)),
  "GET /markets/{symbol}/candles": market(one(candleRows)),
  "GET /markets/{symbol}/trades": market(one(trades)),
  "GET /markets/ticker24h": market(each(printTicker)),
  "GET /markets/{symbol}/ticker24h": market(one((context, instrument) => body(printTicker(context, instrument)))),
};
