import type { ExchangeState } from "../../../exchange/state.ts";
import type { Order, Trade } from "../../../order/order.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { secondOf } from "../../../world/world.ts";
import { averageOf, type Interval, type Row } from "../candles.ts";
import { fixed } from "../format.ts";
import { averagePrice } from "../futures/order.ts";
import { bestOf, type DayTicker, dayTicker } from "../market-data.ts";
import { printAt } from "../tape.ts";

/** The second's trade; null when it was quiet. One trade is one aggregate: nobody took several levels at once. */
export function tradeFrame(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  kind: "trade" | "aggregate-trade",
): string | null {
  const print = printAt(state, instrument, market, secondOf(state.nowMs));
  if (print === null) return null;
  const { symbol } = specificationOf(instrument, market);
  const time = Math.floor(state.nowMs);
  const ids = kind === "trade" ? { t: print.id } : { a: print.id };
  const first = kind === "trade" ? {} : { f: print.id, l: print.id };
  const own = market === "spot" ? { M: true } : kind === "trade" ? { X: "MARKET" } : {};
  const plain = market === "futures" && kind === "aggregate-trade" ? { nq: print.quantity } : {};
  return JSON.stringify({
    e: kind === "trade" ? "trade" : "aggTrade",
    E: time,
    s: symbol,
    ...ids,
    p: print.price,
    q: print.quantity,
    ...plain,
    ...first,
    T: time,
    m: print.buyerIsMaker,
    ...own,
  });
}

const mini = (ticker: DayTicker, timeMs: number) => ({
  e: "24hrMiniTicker",
  E: timeMs,
  s: ticker.symbol,
  c: ticker.lastPrice,
  o: ticker.openPrice,
  h: ticker.highPrice,
  l: ticker.lowPrice,
  v: ticker.volume,
  q: ticker.quoteVolume,
});

export const miniTickerFrame = (state: ExchangeState, instrument: Instrument, market: Market): string =>
  JSON.stringify(mini(dayTicker(state, instrument, market), Math.floor(state.nowMs)));

export function tickerFrame(state: ExchangeState, instrument: Instrument, market: Market): string {
  const ticker = dayTicker(state, instrument, market);
  const best = market === "spot" ? bestOf(state, instrument, "spot") : null;
  const quotes = best === null ? {} : { b: best.bid, B: best.bidQuantity, a: best.ask, A: best.askQuantity };
  const { s, c, o, h, l, v, q, E } = mini(ticker, Math.floor(state.nowMs));
  return JSON.stringify({
    e: "24hrTicker",
    E,
    s,
    p: ticker.priceChange,
    P: ticker.priceChangePercent,
    w: ticker.weightedAvgPrice,
    ...(market === "spot" ? { x: ticker.openPrice } : {}),
    c,
    Q: ticker.lastQty,
    ...quotes,
    o,
    h,
    l,
    v,
    q,
    O: ticker.openTime,
    C: ticker.closeTime,
    F: ticker.firstId,
    L: ticker.lastId,
    n: ticker.count,
  });
}

export function candleFrame(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  { name }: Interval,
  row: Row,
  closed: boolean,
): string {
  const [openMs, open, high, low, close, base, closeMs, quote, count, boughtBase, boughtQuote] = row;
  const { symbol } = specificationOf(instrument, market);
  return JSON.stringify({
    e: "kline",
    E: Math.floor(state.nowMs),
    s: symbol,
    k: {
      t: openMs,
      T: closeMs,
      s: symbol,
      i: name,
      f: 1,
      L: count,
      o: open,
      c: close,
      h: high,
      l: low,
      v: base,
      n: count,
      x: closed,
      q: quote,
      V: boughtBase,
      Q: boughtQuote,
      B: "0",
    },
  });
}

export function averagePriceFrame(state: ExchangeState, instrument: Instrument): string {
  const { mins, price } = averageOf(state, instrument);
  const time = Math.floor(state.nowMs);
  return JSON.stringify({ e: "avgPrice", E: time, s: instrument.spot.symbol, i: `${mins}m`, w: price, T: time });
}

/** A liquidation as everybody hears of it. */
export function forcedOrderFrame(state: ExchangeState, order: Order, trade: Trade, timeMs: number): string {
  const futures = state.world.instruments[order.instrument]?.futures;
  const quantity = (value: number) => fixed(value, futures?.quantityScale ?? 0);
  const price = fixed(trade.price, futures?.priceScale ?? 0);
  return JSON.stringify({
    e: "forceOrder",
    E: Math.floor(timeMs),
    o: {
      s: futures?.symbol,
      S: order.side,
      o: "LIMIT",
      f: "IOC",
      q: quantity(order.quantity),
      p: price,
      ap: averagePrice(state, order),
      X: order.status,
      l: quantity(trade.quantity),
      z: quantity(order.executed),
      T: Math.floor(timeMs),
    },
  });
}
