import type { Level } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { estimateRate, lastSettledRate, nextSettlementMs } from "../../../world/settlement.ts";
import { changedLevels } from "../../book.ts";
import { runningCandle } from "../candles.ts";
import { contractsText } from "../contract.ts";
import { floatPrice, price, rate } from "../format.ts";
import { printInstrument } from "../futures/instruments.ts";
import { markText } from "../futures/risk.ts";
import {
  type Book,
  dayTicker,
  indexPrice,
  interestText,
  priceLimits,
  printLevels,
  quantityText,
} from "../market-data.ts";
import type { PublishedBook, TapeTrade } from "../session.ts";
import { printMarket } from "../spot/market.ts";
import { tradeValue } from "../tape.ts";
import type { Channel } from "./channel.ts";

const HOUR_MS = 3_600_000;

export const frameOf = (channel: string, rows: readonly unknown[], action?: "snapshot" | "update"): string =>
  JSON.stringify({ channel, data: rows, ...(action === undefined ? {} : { action }) });

function tickerRow(state: ExchangeState, instrument: Instrument, market: Market): object {
  const day = dayTicker(state, instrument, market);
  const { symbol } = specificationOf(instrument, market);
  if (market === "spot") {
    return {
      symbol,
      startTime: day.startMs,
      open: day.open,
      high: day.high,
      low: day.low,
      close: day.close,
      quantity: day.quantity,
      amount: day.amount,
      tradeCount: day.trades,
      dailyChange: day.change,
      markPrice: day.mark,
      closeTime: day.closeMs,
      ts: day.closeMs,
    };
  }
  return {
    s: symbol,
    o: day.open,
    l: day.low,
    h: day.high,
    c: day.close,
    qty: day.quantity,
    amt: day.amount,
    tC: day.trades,
    sT: day.startMs,
    cT: day.closeMs,
    dC: day.change,
    bPx: day.bid,
    bSz: day.bidQuantity,
    aPx: day.ask,
    aSz: day.askQuantity,
    ts: day.closeMs,
  };
}

function candleRow(state: ExchangeState, instrument: Instrument, market: Market, channel: Channel): unknown {
  const { symbol } = specificationOf(instrument, market);
  const ts = Math.floor(state.nowMs);
  const series = channel.kind === "candles" ? (market === "spot" ? "index" : "perpetual") : seriesOf(channel);
  const row = runningCandle(state, instrument, market, series, channel.minutes);
  const { low, high, open, close, amount, quantity, trades, openMs, closeMs } = row;
  if (market === "futures") {
    const volume = channel.kind === "candles" ? [amount, quantity, trades] : [];
    return [symbol, low, high, open, close, ...volume, openMs, closeMs, ts];
  }
  return {
    symbol,
    amount,
    high,
    quantity,
    tradeCount: trades,
    low,
    closeTime: closeMs,
    startTime: openMs,
    close,
    open,
    ts,
  };
}

const seriesOf = ({ kind }: Channel) => (kind === "mark-candles" ? "mark" : "index");

function fundingRow(state: ExchangeState, instrument: Instrument): object {
  const nextMs = nextSettlementMs(state.nowMs, instrument.intervalHours);
  return {
    ts: Math.floor(state.nowMs),
    s: instrument.futures.symbol,
    nFR: rate(estimateRate(state.world, instrument.index, state.nowMs)),
    fR: rate(lastSettledRate(state.world, instrument.index)),
    fT: nextMs - instrument.intervalHours * HOUR_MS,
    nFT: nextMs,
  };
}

/** What one channel says of one instrument now; null where the channel tells something else. */
export function rowOf(state: ExchangeState, instrument: Instrument, market: Market, channel: Channel): unknown {
  const s = instrument.futures.symbol;
  const ts = Math.floor(state.nowMs);
  switch (channel.kind) {
    case "ticker":
      return tickerRow(state, instrument, market);
    case "candles":
    case "mark-candles":
    case "index-candles":
      return candleRow(state, instrument, market, channel);
    case "mark":
      return { ts, s, mPx: markText(state, instrument) };
    case "index":
      return { ts, s, iPx: floatPrice(instrument.futures, indexPrice(state, instrument, "futures")) };
    case "funding":
      return fundingRow(state, instrument);
    case "interest":
      return { s, oInterest: interestText(state, instrument), ts };
    case "limits": {
      const [buyLmt, sellLmt] = priceLimits(state, instrument);
      return { ts, s, buyLmt, sellLmt };
    }
    case "catalogue":
      return market === "spot" ? printMarket({ state }, instrument) : printInstrument(state, instrument);
    default:
      return null;
  }
}

export function tradeRow(state: ExchangeState, instrument: Instrument, market: Market, trade: TapeTrade): object {
  const specification = specificationOf(instrument, market);
  const ts = Math.floor(state.nowMs);
  const px = price(specification, trade.price);
  const amount = tradeValue(instrument, market, trade);
  const side = trade.side.toLowerCase();
  if (market === "futures") {
    const qty = contractsText(specification, trade.quantity);
    return { id: trade.id, ts, s: specification.symbol, px, qty, amt: amount, side, cT: trade.timeMs };
  }
  const quantity = quantityText(market, specification, trade.quantity);
  const { symbol } = specification;
  return { symbol, amount, quantity, takerSide: side, createTime: trade.timeMs, price: px, id: String(trade.id), ts };
}

const sides = (instrument: Instrument, market: Market, book: Book) => ({
  asks: printLevels(instrument, market, book.asks),
  bids: printLevels(instrument, market, book.bids),
});

/** The whole top of a book. */
export function bookRow(state: ExchangeState, instrument: Instrument, market: Market, book: Book, id: number): object {
  const ts = Math.floor(state.nowMs);
  const levels = sides(instrument, market, book);
  return market === "spot"
    ? { symbol: instrument.spot.symbol, createTime: ts, ...levels, id, ts }
    : { ...levels, id, ts, s: instrument.futures.symbol, cT: ts };
}

/** A book or its change, with the id it joins on to. */
export function chainRow(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  book: Book,
  id: number,
  before: number,
): object {
  const ts = Math.floor(state.nowMs);
  const levels = sides(instrument, market, book);
  return market === "spot"
    ? { symbol: instrument.spot.symbol, createTime: ts, ...levels, lastId: before, id, ts }
    : { ...levels, lid: before, id, ts, s: instrument.futures.symbol, cT: ts };
}

/** Best first, as the venue sends them. */
const byPrice = (levels: Level[], sign: 1 | -1): Level[] => levels.sort((a, b) => sign * (a.price - b.price));

export const changeOf = (before: PublishedBook, after: Book): Book => ({
  bids: byPrice(changedLevels(before.bids, after.bids), -1),
  asks: byPrice(changedLevels(before.asks, after.asks), 1),
});
