import { bookSide } from "../../book/plan.ts";
import type { Level } from "../../book/quote.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { referencePrice } from "../../order/check.ts";
import { type Instrument, type Market, type MarketSpecification, specificationOf } from "../../world/instrument.ts";
import { dayStatistics, indexPriceAt, markPriceAt, wanderAt } from "../../world/sample.ts";
import { secondOf } from "../../world/world.ts";
import { fixed } from "../format.ts";
import { contractsText } from "./contract.ts";
import { floatPrice, price } from "./format.ts";

/** A quantity as the market prints it: the coin on spot, contracts on futures. */
export const quantityText = (market: Market, specification: MarketSpecification, quantity: number): string =>
  market === "spot" ? fixed(quantity, specification.quantityScale) : contractsText(specification, quantity);

/** The index in this market's coin. */
export function indexPrice(state: ExchangeState, instrument: Instrument, market: Market): number {
  const value = indexPriceAt(state.world, instrument.index, secondOf(state.nowMs));
  return market === "spot" ? value / instrument.multiplier : value;
}

export const markPrice = (state: ExchangeState, instrument: Instrument): number =>
  markPriceAt(state.world, instrument.index, secondOf(state.nowMs));

export function printLevels(instrument: Instrument, market: Market, levels: readonly Level[]): [string, string][] {
  const specification = specificationOf(instrument, market);
  return levels.map((level) => [
    price(specification, level.price),
    quantityText(market, specification, level.quantity),
  ]);
}

export interface Book {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Resting orders included, best first. */
export const bookOf = (state: ExchangeState, index: number, market: Market, levels: number): Book => ({
  bids: bookSide(state, index, market, "SELL", levels),
  asks: bookSide(state, index, market, "BUY", levels),
});

const DAY_MS = 86_400_000;
/** A trade of this many dollars stands for all of a day's. */
const TRADE_USD = 400;

export interface DayTicker {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly quantity: string;
  readonly amount: string;
  readonly trades: number;
  readonly change: string;
  readonly startMs: number;
  readonly closeMs: number;
  readonly bid: string;
  readonly bidQuantity: string;
  readonly ask: string;
  readonly askQuantity: string;
  readonly mark: string;
  readonly index: string;
  readonly name: string;
}

/** The day's statistics. Volume is the listed one, wandering with the hour. */
export function dayTicker(state: ExchangeState, instrument: Instrument, market: Market): DayTicker {
  const specification = specificationOf(instrument, market);
  const unit = market === "spot" ? instrument.multiplier : 1;
  const day = dayStatistics(state.world, instrument.index, secondOf(state.nowMs));
  const last = indexPrice(state, instrument, market);
  const [open, high, low] = [day.openPrice / unit, day.highPrice / unit, day.lowPrice / unit];
  const amount = specification.volumeDailyUsd * wanderAt(state.world, instrument.index, market === "spot" ? 1 : 0);
  const coins = Math.floor((amount / ((high + low) / 2)) * 10 ** specification.quantityScale);
  const { bids, asks } = bookOf(state, instrument.index, market, 1);
  const [bid, ask] = [bids[0], asks[0]];
  const print = (value: number) => floatPrice(specification, value);
  const quantity = (value: number) => quantityText(market, specification, value);
  const closeMs = Math.floor(state.nowMs);
  return {
    open: print(open),
    high: print(high),
    low: print(low),
    close: print(last),
    quantity: quantity(coins - (coins % specification.step)),
    amount: amount.toFixed(2),
    trades: Math.floor(amount / TRADE_USD),
    change: (last / open - 1).toFixed(4),
    startMs: closeMs - DAY_MS,
    closeMs,
    bid: price(specification, bid?.price ?? 0),
    bidQuantity: quantity(bid?.quantity ?? 0),
    ask: price(specification, ask?.price ?? 0),
    askQuantity: quantity(ask?.quantity ?? 0),
    mark: print(market === "spot" ? last : markPrice(state, instrument)),
    index: print(last),
    name: specification.symbol.replaceAll("_", "/"),
  };
}

/** Highest price to buy at and lowest to sell at now, as numbers at the market's digits. */
export function priceLimits(state: ExchangeState, instrument: Instrument): readonly [buy: string, sell: string] {
  const { futures } = instrument;
  const reference = referencePrice(state, instrument, "futures");
  return [
    price(futures, Math.floor((reference * futures.priceUpPercent) / 100)),
    price(futures, Math.ceil((reference * futures.priceDownPercent) / 100)),
  ];
}

/** Whole contracts, printed as the venue does. */
export function interestText(state: ExchangeState, instrument: Instrument): string {
  const usd = instrument.openInterestUsd * wanderAt(state.world, instrument.index, 2);
  const { quantityScale, step } = instrument.futures;
  const coins = Math.floor((usd / indexPrice(state, instrument, "futures")) * 10 ** quantityScale);
  return `${Math.floor(coins / step)}.000000000000000000`;
}
