import { formatMantissa, HOUR_MS } from "@evenkeel/core/units";
import { createTouch, type Level, readTouch } from "../../book/quote.ts";
import { DOLLAR_QUANTITY, DOLLAR_SCALE, type DollarQuote } from "../../dollar/dollars.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { NEVER_MS } from "../../world/build.ts";
import { candleAt, candleSpan } from "../../world/candles.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import { dayStatistics, indexPriceAt, markPriceAt, wanderAt } from "../../world/sample.ts";
import { estimateRate, nextSettlementMs } from "../../world/settlement.ts";
import { secondOf } from "../../world/world.ts";
import { type BestQuote, createBestQuote, readBest } from "../book.ts";
import { fixed } from "../format.ts";

const touch = createTouch();
const best = createBestQuote();

export const isDelisted = (instrument: Instrument, nowMs: number): boolean => nowMs >= instrument.deliveryMs;
export const isAnnounced = (instrument: Instrument): boolean => instrument.deliveryMs < NEVER_MS;

/** Prices and sizes with the digits of the market's tick and step. */
export function printLevels(instrument: Instrument, market: Market, levels: readonly Level[]): string[][] {
  const { priceScale, quantityScale } = specificationOf(instrument, market);
  return levels.map(({ price, quantity }) => [fixed(price, priceScale), fixed(quantity, quantityScale)]);
}

/** The middle of the book in quote units: what the last trade is taken to have been at. */
export function middleOf(state: ExchangeState, instrument: Instrument, market: Market): number {
  readTouch(state.world, instrument.index, market, secondOf(state.nowMs), touch);
  return touch.middle;
}

export interface Ticker {
  readonly symbol: string;
  readonly lastPrice: string;
  readonly prevPrice24h: string;
  readonly price24hPcnt: string;
  readonly highPrice24h: string;
  readonly lowPrice24h: string;
  readonly volume24h: string;
  readonly turnover24h: string;
}

/** The day's statistics of one market. Volume is the listed one, wandering with the hour. */
function dayOf(state: ExchangeState, instrument: Instrument, market: Market): Ticker {
  const { world } = state;
  const { symbol, priceScale, quantityScale, volumeDailyUsd } = specificationOf(instrument, market);
  const unit = market === "spot" ? instrument.multiplier : 1;
  const day = dayStatistics(world, instrument.index, secondOf(state.nowMs));
  const last = middleOf(state, instrument, market);
  const open = day.openPrice / unit;
  const turnover = volumeDailyUsd * wanderAt(world, instrument.index, market === "spot" ? 1 : 0);
  const price = (value: number): string => value.toFixed(priceScale);
  return {
    symbol,
    lastPrice: price(last),
    prevPrice24h: price(open),
    price24hPcnt: (last / open - 1).toFixed(6),
    highPrice24h: price(Math.max(last, day.highPrice / unit)),
    lowPrice24h: price(Math.min(last, day.lowPrice / unit)),
    volume24h: (turnover / last).toFixed(quantityScale),
    turnover24h: turnover.toFixed(4),
  };
}

export interface BestPrices {
  readonly bid1Price: string;
  readonly bid1Size: string;
  readonly ask1Price: string;
  readonly ask1Size: string;
}

export function bestOf(
  state: ExchangeState,
  instrument: Instrument,
  market: Market,
  touched: ReadonlySet<number>,
): BestPrices {
  readBest(state, instrument.index, market, touched, best);
  return printBest(instrument, market, best);
}

function printBest(instrument: Instrument, market: Market, quote: BestQuote): BestPrices {
  const { priceScale, quantityScale } = specificationOf(instrument, market);
  return {
    bid1Price: fixed(quote.bid, priceScale),
    bid1Size: fixed(quote.bidQuantity, quantityScale),
    ask1Price: fixed(quote.ask, priceScale),
    ask1Size: fixed(quote.askQuantity, quantityScale),
  };
}

export const rateText = (rate: number): string => formatMantissa(rate, 8);

export function openInterestOf(state: ExchangeState, instrument: Instrument): { usd: number; quantity: string } {
  const price = indexPriceAt(state.world, instrument.index, secondOf(state.nowMs));
  const usd = instrument.openInterestUsd * wanderAt(state.world, instrument.index, 2);
  return { usd, quantity: (usd / price).toFixed(instrument.futures.quantityScale) };
}

/** Everything that both doors tell of a contract. A ticker without its open interest would be taken for one of spot. */
export function contractTicker(state: ExchangeState, instrument: Instrument, touched: ReadonlySet<number>) {
  const { world } = state;
  const { index, futures } = instrument;
  const second = secondOf(state.nowMs);
  const ended = isDelisted(instrument, state.nowMs);
  const interest = openInterestOf(state, instrument);
  // Where the hour before ended, this one began; the running one would be put together from its seconds.
  const hourBefore = candleSpan(state.nowMs)[1] - 1;
  return {
    ...dayOf(state, instrument, "futures"),
    indexPrice: indexPriceAt(world, index, second).toFixed(futures.priceScale),
    markPrice: markPriceAt(world, index, second).toFixed(futures.priceScale),
    prevPrice1h: candleAt(world, index, hourBefore, "perpetual", second).close.toFixed(futures.priceScale),
    openInterest: interest.quantity,
    openInterestValue: interest.usd.toFixed(2),
    fundingRate: ended ? "" : rateText(estimateRate(world, index, state.nowMs)),
    nextFundingTime: ended ? "0" : String(nextSettlementMs(state.nowMs, instrument.intervalHours)),
    ...bestOf(state, instrument, "futures", touched),
    fundingIntervalHour: String(instrument.intervalHours),
    fundingCap: rateText(instrument.rateCap),
    preOpenPrice: "",
    preQty: "",
    curPreListingPhase: "",
  };
}

export type ContractTicker = ReturnType<typeof contractTicker>;

export function spotTicker(state: ExchangeState, instrument: Instrument) {
  const usd = indexPriceAt(state.world, instrument.index, secondOf(state.nowMs)) / instrument.multiplier;
  return { ...dayOf(state, instrument, "spot"), usdIndexPrice: usd.toFixed(8) };
}

/** A coin that stands for a dollar: its book, and a day in which nothing is said to have happened. */
export function dollarTicker({ symbol, bid, ask }: DollarQuote) {
  const [bid1Price, ask1Price] = [fixed(bid, DOLLAR_SCALE), fixed(ask, DOLLAR_SCALE)];
  const size = fixed(DOLLAR_QUANTITY, 0);
  return {
    symbol,
    lastPrice: bid1Price,
    prevPrice24h: bid1Price,
    price24hPcnt: "0",
    highPrice24h: bid1Price,
    lowPrice24h: bid1Price,
    volume24h: "0",
    turnover24h: "0",
    bid1Price,
    bid1Size: size,
    ask1Price,
    ask1Size: size,
    usdIndexPrice: bid1Price,
  };
}

/** A settlement without the moments it took: this venue stamps whole hours. */
export const settledHour = (timeMs: number): number => Math.floor(timeMs / HOUR_MS) * HOUR_MS;
