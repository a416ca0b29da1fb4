import type { ExchangeState } from "../../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { type BestQuote, changedLevels } from "../../book.ts";
import { premiumOf, printer, printLevels } from "../market-data.ts";
import type { PublishedBook } from "../session.ts";

export function bookTickerFrame(instrument: Instrument, market: Market, best: BestQuote, nowMs: number): string {
  const { symbol, priceScale, quantityScale } = specificationOf(instrument, market);
  const print = printer(market);
  const quotes = `"s":"${symbol}","b":"${print(best.bid, priceScale)}","B":"${print(best.bidQuantity, quantityScale)}","a":"${print(best.ask, priceScale)}","A":"${print(best.askQuantity, quantityScale)}"`;
  const time = Math.floor(nowMs);
  return market === "spot"
    ? `{"u":${time},${quotes}}`
    : `{"e":"bookTicker","u":${time},${quotes},"T":${time},"E":${time}}`;
}

export function markPriceFrame(state: ExchangeState, instrument: Instrument): string {
  const premium = premiumOf(state, instrument);
  return `{"e":"markPriceUpdate","E":${Math.floor(state.nowMs)},"s":"${instrument.futures.symbol}","p":"${premium.mark}","ap":"${premium.mark}","P":"${premium.index}","i":"${premium.index}","r":"${premium.rate}","T":${premium.nextMs}}`;
}

export const allMarkPricesFrame = (state: ExchangeState): string =>
  `[${state.world.instruments.map((instrument) => markPriceFrame(state, instrument)).join(",")}]`;

/** A depth update that joins on: its ids begin where the last one's ended. */
export function depthFrame(
  instrument: Instrument,
  market: Market,
  before: PublishedBook,
  after: PublishedBook,
  nowMs: number,
): string {
  const { symbol } = specificationOf(instrument, market);
  const bids = printLevels(instrument, market, changedLevels(before.bids, after.bids));
  const asks = printLevels(instrument, market, changedLevels(before.asks, after.asks));
  const time = Math.floor(nowMs);
  const futures = market === "futures" ? { T: time } : {};
  const previous = market === "futures" ? { pu: before.updateId } : {};
  return JSON.stringify({
    e: "depthUpdate",
    E: time,
    ...futures,
    s: symbol,
    U: before.updateId + 1,
    u: after.updateId,
    ...previous,
    b: bids,
    a: asks,
  });
}

export function partialDepthFrame(
  instrument: Instrument,
  market: Market,
  book: PublishedBook,
  levels: number,
  nowMs: number,
): string {
  const bids = printLevels(instrument, market, book.bids.slice(0, levels));
  const asks = printLevels(instrument, market, book.asks.slice(0, levels));
  if (market === "spot") return JSON.stringify({ lastUpdateId: book.updateId, bids, asks });
  const time = Math.floor(nowMs);
  const { symbol } = instrument.futures;
  return JSON.stringify({
    e: "depthUpdate",
    E: time,
    T: time,
    s: symbol,
    U: book.updateId,
    u: book.updateId,
    pu: book.updateId - 1,
    b: bids,
    a: asks,
  });
}
