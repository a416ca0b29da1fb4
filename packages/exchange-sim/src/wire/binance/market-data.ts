import { bookSide } from "../../book/plan.ts";
import { createTouch, type Level, readTouch } from "../../book/quote.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import { depthRows } from "../../world/recorded/frames/book.ts";
import { capturedBook } from "../../world/recorded/frames/frames.ts";
import { dayStatistics, indexPriceAt, markMantissaAt, wanderAt } from "../../world/sample.ts";
import { estimateRate, nextSettlementMs } from "../../world/settlement.ts";
import { secondOf } from "../../world/world.ts";
import { fixed, fixedEight } from "./format.ts";
import type { PublishedBook, WireSession } from "./session.ts";

export const printer = (market: Market) => (market === "spot" ? fixedEight : fixed);

export interface Printed {
  readonly bid: string;
  readonly bidQuantity: string;
  readonly ask: string;
  readonly askQuantity: string;
}

/** Best bid and ask as the venue prints them, resting orders included; null when a side is empty. */
export function bestOf(state: ExchangeState, instrument: Instrument, market: Market): Printed | null {
  const bid = bookSide(state, instrument.index, market, "SELL", 1)[0];
  const ask = bookSide(state, instrument.index, market, "BUY", 1)[0];
  if (bid === undefined || ask === undefined) return null;
  const { priceScale, quantityScale } = specificationOf(instrument, market);
  const print = printer(market);
  return {
    bid: print(bid.price, priceScale),
    bidQuantity: print(bid.quantity, quantityScale),
    ask: print(ask.price, priceScale),
    askQuantity: print(ask.quantity, quantityScale),
  };
}

export function printLevels(instrument: Instrument, market: Market, levels: readonly Level[]): string[][] {
  const { priceScale, quantityScale } = specificationOf(instrument, market);
  const print = printer(market);
  return levels.map((level) => [print(level.price, priceScale), print(level.quantity, quantityScale)]);
}

export const bookKey = (market: Market, index: number): string => `${market}:${index}`;
export const BOOK_LEVELS_MAX = 100;
/** What the venue itself gives at most; a captured book has no other end. */
const CAPTURED_LEVELS_MAX = 5_000;

export function currentBook(state: ExchangeState, index: number, market: Market, levelsMax: number): PublishedBook {
  const captured = capturedBook(state.world.recorded, index, market);
  if (captured !== null) {
    const { bids, asks } = depthRows(captured);
    return { updateId: captured.updateId, bids: bids.slice(0, levelsMax), asks: asks.slice(0, levelsMax) };
  }
  return {
    updateId: Math.floor(state.nowMs),
    bids: bookSide(state, index, market, "SELL", levelsMax),
    asks: bookSide(state, index, market, "BUY", levelsMax),
  };
}

/** While a depth stream runs, the snapshot is the book of its last update; else the book of this moment. */
export function snapshotBook(state: ExchangeState, session: WireSession, index: number, market: Market): PublishedBook {
  if (state.world.recorded?.kind === "frames") return currentBook(state, index, market, CAPTURED_LEVELS_MAX);
  return session.books.get(bookKey(market, index)) ?? currentBook(state, index, market, BOOK_LEVELS_MAX);
}

/** A rate at 8 digits as text. */
export const rateText = (rate: number): string => fixed(rate, 8);

export interface Premium {
  readonly mark: string;
  readonly index: string;
  readonly rate: string;
  readonly nextMs: number;
}

export function premiumOf(state: ExchangeState, instrument: Instrument): Premium {
  const second = secondOf(state.nowMs);
  const ended = state.nowMs >= instrument.deliveryMs;
  return {
    mark: fixed(markMantissaAt(state.world, instrument.index, second), 8),
    index: fixed(Math.round(indexPriceAt(state.world, instrument.index, second) * 1e8), 8),
    rate: ended ? "0.00000000" : rateText(estimateRate(state.world, instrument.index, state.nowMs)),
    nextMs: ended ? 0 : nextSettlementMs(state.nowMs, instrument.intervalHours),
  };
}

export interface DayTicker {
  readonly symbol: string;
  readonly priceChange: string;
  readonly priceChangePercent: string;
  readonly weightedAvgPrice: string;
  readonly lastPrice: string;
  readonly lastQty: string;
  readonly openPrice: string;
  readonly highPrice: string;
  readonly lowPrice: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly openTime: number;
  readonly closeTime: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly count: number;
}

const touch = createTouch();

/** The day's statistics of one market. Volume is the listed one, wandering with the hour. */
export function dayTicker(state: ExchangeState, instrument: Instrument, market: Market): DayTicker {
  const second = secondOf(state.nowMs);
  const specification = specificationOf(instrument, market);
  const unit = market === "spot" ? instrument.multiplier : 1;
  const day = dayStatistics(state.world, instrument.index, second);
  readTouch(state.world, instrument.index, market, second, touch);
  const last = touch.middle;
  const open = day.openPrice / unit;
  const high = Math.max(day.highPrice / unit, last);
  const low = Math.min(day.lowPrice / unit, last);
  const quoteVolume = specification.volumeDailyUsd * wanderAt(state.world, instrument.index, market === "spot" ? 1 : 0);
  const middle = (high + low) / 2;
  const digits = market === "spot" ? 8 : specification.priceScale;
  const count = Math.floor(quoteVolume / 900);
  return {
    symbol: specification.symbol,
    priceChange: (last - open).toFixed(digits),
    priceChangePercent: ((last / open - 1) * 100).toFixed(3),
    weightedAvgPrice: middle.toFixed(digits),
    lastPrice: last.toFixed(digits),
    lastQty: printer(market)(specification.step, specification.quantityScale),
    openPrice: open.toFixed(digits),
    highPrice: high.toFixed(digits),
    lowPrice: low.toFixed(digits),
    volume: (quoteVolume / middle).toFixed(market === "spot" ? 8 : specification.quantityScale),
    quoteVolume: quoteVolume.toFixed(2),
    openTime: Math.floor(state.nowMs) - 86_400_000,
    closeTime: Math.floor(state.nowMs),
    firstId: 1,
    lastId: count,
    count,
  };
}

export function openInterestText(state: ExchangeState, instrument: Instrument): string {
  const price = indexPriceAt(state.world, instrument.index, secondOf(state.nowMs));
  const usd = instrument.openInterestUsd * wanderAt(state.world, instrument.index, 2);
  return (usd / price).toFixed(instrument.futures.quantityScale);
}
