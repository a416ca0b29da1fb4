import { MINUTE_MS } from "@evenkeel/core/units";
import { createTouch, flowAt, readTouch } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Order, Trade } from "../../../order/order.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { secondOf } from "../../../world/world.ts";
import { changedLevels } from "../../book.ts";
import { fixed } from "../../format.ts";
import { minutesOf, pricesOf, volumeOf } from "../candle.ts";
import { executionIdOf } from "../identity.ts";
import { type ContractTicker, printLevels } from "../market-data.ts";
import { sideText } from "../rest/order-row.ts";
import type { PublishedBook } from "../session.ts";

const touch = createTouch();

/** A field more than REST has, and none of those that only dated contracts have. */
export type StreamTicker = ContractTicker & { readonly tickDirection: string };

export function tickerFrame(
  symbol: string,
  type: "snapshot" | "delta",
  data: Partial<StreamTicker>,
  sequence: number,
  nowMs: number,
): string {
  const time = Math.floor(nowMs);
  return JSON.stringify({ topic: `tickers.${symbol}`, type, data: { ...data, symbol }, cs: sequence, ts: time });
}

export function spotTickerFrame(symbol: string, data: object, sequence: number, nowMs: number): string {
  const ts = Math.floor(nowMs);
  return JSON.stringify({ topic: `tickers.${symbol}`, ts, type: "snapshot", cs: sequence, data });
}

/** Fields that are not what they were. */
export function changedFields(before: StreamTicker, after: StreamTicker): Partial<StreamTicker> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => before[name as keyof StreamTicker] !== value),
  );
}

function bookFrame(
  instrument: Instrument,
  market: Market,
  depth: number,
  type: "snapshot" | "delta",
  { updateId, sequence, bids, asks }: PublishedBook,
  nowMs: number,
): string {
  const { symbol } = specificationOf(instrument, market);
  const topic = `orderbook.${depth}.${symbol}`;
  const ts = Math.floor(nowMs);
  const b = printLevels(instrument, market, bids);
  const a = printLevels(instrument, market, asks);
  const data = { s: symbol, b, a, u: updateId, seq: sequence };
  const early = market === "spot" || depth === 1;
  return JSON.stringify(early ? { topic, ts, type, data, cts: ts } : { topic, type, ts, data, cts: ts });
}

export const bookSnapshot = (
  instrument: Instrument,
  market: Market,
  depth: number,
  book: PublishedBook,
  nowMs: number,
): string =>
  bookFrame(
    instrument,
    market,
    depth,
    "snapshot",
    { ...book, bids: book.bids.slice(0, depth), asks: book.asks.slice(0, depth) },
    nowMs,
  );

/** What changed within a depth, a level that is gone with size zero; null where nothing did. */
export function bookDelta(
  instrument: Instrument,
  market: Market,
  depth: number,
  before: PublishedBook,
  after: PublishedBook,
  nowMs: number,
): string | null {
  const bids = changedLevels(before.bids.slice(0, depth), after.bids.slice(0, depth));
  const asks = changedLevels(before.asks.slice(0, depth), after.asks.slice(0, depth));
  if (bids.length === 0 && asks.length === 0) return null;
  return bookFrame(instrument, market, depth, "delta", { ...after, bids, asks }, nowMs);
}

/** What aggressors of both sides brought in this second; null when it was quiet. */
export function tradesFrame(state: ExchangeState, instrument: Instrument, market: Market): string | null {
  const second = secondOf(state.nowMs);
  const { symbol, priceScale, quantityScale } = specificationOf(instrument, market);
  readTouch(state.world, instrument.index, market, second, touch);
  const ts = Math.floor(state.nowMs);
  const data = (["BUY", "SELL"] as const).flatMap((side) => {
    const quantity = flowAt(state.world, instrument.index, market, side, second, touch.middle);
    if (quantity === 0) return [];
    const number = second * 2 + (side === "BUY" ? 0 : 1);
    return [
      {
        T: ts,
        s: symbol,
        S: sideText(side),
        v: fixed(quantity, quantityScale),
        p: fixed(side === "BUY" ? touch.ask : touch.bid, priceScale),
        ...direction(market, side),
        i: executionIdOf(market, number),
        BT: false,
        RPI: false,
        seq: number,
      },
    ];
  });
  return data.length === 0 ? null : JSON.stringify({ topic: `publicTrade.${symbol}`, type: "snapshot", ts, data });
}

/** Contracts say which way the price went. */
const direction = (market: Market, side: "BUY" | "SELL") =>
  market === "futures" ? { L: side === "BUY" ? "PlusTick" : "MinusTick" } : {};

/** An account's own taking is a trade of the market like any other. */
export function takenFrame(instrument: Instrument, { market, side, price, quantity, id, timeMs }: Trade): string {
  const { symbol, priceScale, quantityScale } = specificationOf(instrument, market);
  const ts = Math.floor(timeMs);
  const data = [
    {
      T: ts,
      s: symbol,
      S: sideText(side),
      v: fixed(quantity, quantityScale),
      p: fixed(price, priceScale),
      ...direction(market, side),
      i: executionIdOf(market, id),
      BT: false,
      RPI: false,
      seq: id,
    },
  ];
  return JSON.stringify({ topic: `publicTrade.${symbol}`, type: "snapshot", ts, data });
}

/** The side is that of the position which was liquidated. */
export function liquidationFrame(instrument: Instrument, order: Order, trade: Trade): string {
  const { symbol, priceScale, quantityScale } = instrument.futures;
  const ts = Math.floor(trade.timeMs);
  const row = {
    T: ts,
    s: symbol,
    S: order.side === "SELL" ? "Buy" : "Sell",
    v: fixed(trade.quantity, quantityScale),
    p: fixed(trade.price, priceScale),
  };
  return JSON.stringify({ topic: `allLiquidation.${symbol}`, type: "snapshot", ts, data: [row] });
}

/** One candle, finished or still running; null for a length that is not kept. */
export function klineFrame(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  interval: string,
  openMs: number,
): string | null {
  const minutes = minutesOf(interval);
  if (minutes === null) return null;
  const { symbol } = specificationOf(instrument, market);
  const [open, high, low, close] = pricesOf(state, instrument, market, openMs, minutes, "trade");
  const [volume, turnover] = volumeOf(state, instrument, market, openMs, minutes, Number(close));
  const end = openMs + minutes * MINUTE_MS - 1;
  const timestamp = Math.floor(state.nowMs);
  const row = { start: openMs, end, interval, open, close, high, low, volume, turnover };
  const data = [{ ...row, confirm: state.nowMs > end, timestamp }];
  return JSON.stringify({ topic: `kline.${interval}.${symbol}`, data, ts: timestamp, type: "snapshot" });
}

/** When the running candle of a length began. */
export const openingAt = (nowMs: number, interval: string): number => {
  const lengthMs = (minutesOf(interval) ?? 1) * MINUTE_MS;
  return Math.floor(nowMs / lengthMs) * lengthMs;
};
