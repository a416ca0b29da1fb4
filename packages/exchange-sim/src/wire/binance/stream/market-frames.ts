import { bookSide } from "../../../book/plan.ts";
import { createTouch, type Level, readLevel, readTouch, takenAt } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { secondOf } from "../../../world/world.ts";
import { premiumOf, printer, printLevels } from "../market-data.ts";
import type { PublishedBook } from "../session.ts";

const touch = createTouch();
const level: Level = { price: 0, quantity: 0 };

/** Best bid and ask as integers, without an object per quote. */
export interface BestQuote {
  bid: number;
  bidQuantity: number;
  ask: number;
  askQuantity: number;
}

export const createBestQuote = (): BestQuote => ({ bid: 0, bidQuantity: 0, ask: 0, askQuantity: 0 });

/** Instruments whose visible book is more than the synthetic one: a walk over the whole side is only needed there. */
export function touchedBooks(state: ExchangeState): ReadonlySet<number> {
  const touched = new Set<number>();
  for (const order of state.resting.values()) touched.add(order.instrument);
  const { taken } = state.books;
  for (let slot = 0; slot < taken.length; slot++) {
    if (taken[slot] !== 0 && takenAt(state.books, slot, state.nowMs) > 0) touched.add(slot >> 2);
  }
  return touched;
}

export function readBest(
  state: ExchangeState,
  index: number,
  market: Market,
  touched: ReadonlySet<number>,
  out: BestQuote,
): void {
  if (touched.has(index)) {
    const bid = bookSide(state, index, market, "SELL", 1)[0];
    const ask = bookSide(state, index, market, "BUY", 1)[0];
    out.bid = bid?.price ?? 0;
    out.bidQuantity = bid?.quantity ?? 0;
    out.ask = ask?.price ?? 0;
    out.askQuantity = ask?.quantity ?? 0;
    return;
  }
  const second = secondOf(state.nowMs);
  readTouch(state.world, index, market, second, touch);
  readLevel(state.world, index, market, "SELL", second, touch, 0, level);
  out.bid = level.price;
  out.bidQuantity = level.quantity;
  readLevel(state.world, index, market, "BUY", second, touch, 0, level);
  out.ask = level.price;
  out.askQuantity = level.quantity;
}

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

/** Levels that differ from one side to its next; what is gone is sent with quantity zero. */
function difference(before: readonly Level[], after: readonly Level[]): Level[] {
  const old = new Map(before.map((each) => [each.price, each.quantity]));
  const changed: Level[] = [];
  for (const each of after) {
    if (old.get(each.price) !== each.quantity) changed.push(each);
    old.delete(each.price);
  }
  for (const price of old.keys()) changed.push({ price, quantity: 0 });
  return changed;
}

/** A depth update that joins on: its ids begin where the last one's ended. */
export function depthFrame(
  instrument: Instrument,
  market: Market,
  before: PublishedBook,
  after: PublishedBook,
  nowMs: number,
): string {
  const { symbol } = specificationOf(instrument, market);
  const bids = printLevels(instrument, market, difference(before.bids, after.bids));
  const asks = printLevels(instrument, market, difference(before.asks, after.asks));
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
