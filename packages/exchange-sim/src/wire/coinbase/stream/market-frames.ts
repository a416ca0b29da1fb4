import type { Level } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { decimal, increment, isoTime, money } from "../format.ts";
import { bestOf, type PublishedBook } from "../market/book.ts";
import { candlesBetween, GRANULARITIES } from "../market/candles.ts";
import { dayOf, isListed, rangeOf } from "../market/product.ts";
import { makerSide, type Print } from "../market/tape.ts";
import type { CoinbaseSession } from "../session.ts";

export type EventType = "snapshot" | "update";

function printUpdates({ spot }: Instrument, side: "bid" | "offer", levels: readonly Level[], time: string): string {
  return levels
    .map(
      ({ price, quantity }) =>
        `{"side":"${side}","event_time":"${time}","price_level":"${decimal(price, spot.priceScale)}","new_quantity":"${decimal(quantity, spot.quantityScale)}"}`,
    )
    .join(",");
}

/** A whole book, or what has changed in it. */
export function bookEvent(instrument: Instrument, type: EventType, book: PublishedBook, venueMs: number): string {
  const time = isoTime(venueMs);
  const updates = [
    printUpdates(instrument, "bid", book.bids, time),
    printUpdates(instrument, "offer", book.asks, time),
  ].filter((each) => each !== "");
  return `{"type":"${type}","product_id":"${instrument.spot.symbol}","updates":[${updates.join(",")}]}`;
}

/** The batched ticker leaves the best bid and ask out. */
export function tickerEvent(
  state: ExchangeState,
  session: CoinbaseSession,
  instrument: Instrument,
  type: EventType,
  batched: boolean,
): string {
  const day = dayOf(state, session, instrument);
  const range = rangeOf(state, session, instrument);
  const ticker = {
    type: "ticker",
    product_id: instrument.spot.symbol,
    price: day.price,
    volume_24_h: day.volume,
    low_24_h: day.low,
    high_24_h: day.high,
    low_52_w: range.low,
    high_52_w: range.high,
    price_percent_chg_24_h: day.changePercent,
  };
  if (batched) return JSON.stringify({ type, tickers: [ticker] });
  const best = bestOf(state, instrument);
  const quotes = {
    best_bid: best.bid,
    best_bid_quantity: best.bidSize,
    best_ask: best.ask,
    best_ask_quantity: best.askSize,
  };
  return JSON.stringify({ type, tickers: [{ ...ticker, ...quotes }] });
}

/** Newest first. */
export function tradesEvent({ spot }: Instrument, type: EventType, prints: readonly Print[]): string {
  const trades = prints.toReversed().map((print) => ({
    trade_id: String(print.id),
    product_id: spot.symbol,
    price: decimal(print.price, spot.priceScale),
    size: decimal(print.quantity, spot.quantityScale),
    time: isoTime(print.timeMs),
    side: makerSide(print),
  }));
  return JSON.stringify({ type, trades });
}

const CANDLE_SECONDS = GRANULARITIES["FIVE_MINUTE"] ?? 300;
const SNAPSHOT_CANDLES = 100;

/** Candles of five minutes, newest first: many to begin with, then the running one. */
export function candlesEvent(state: ExchangeState, instrument: Instrument, type: EventType): string {
  const now = Math.floor(state.nowMs / 1_000);
  const running = Math.floor(now / CANDLE_SECONDS) * CANDLE_SECONDS;
  const from = type === "snapshot" ? running - SNAPSHOT_CANDLES * CANDLE_SECONDS : running;
  const candles = candlesBetween(state, instrument, CANDLE_SECONDS, from, now).map((candle) => ({
    ...candle,
    product_id: instrument.spot.symbol,
  }));
  return JSON.stringify({ type, candles });
}

export function statusEvent(state: ExchangeState, instruments: readonly Instrument[], type: EventType): string {
  const products = instruments.map((instrument) => {
    const { spot } = instrument;
    return {
      product_type: "SPOT",
      id: spot.symbol,
      base_currency: spot.baseAsset,
      quote_currency: quoteAssetOf(state.world),
      base_increment: increment(spot.step, spot.quantityScale),
      quote_increment: increment(spot.tick, spot.priceScale),
      display_name: `${spot.baseAsset}/${quoteAssetOf(state.world)}`,
      status: isListed(state, instrument) ? "online" : "delisted",
      status_message: "",
      min_market_funds: money(spot.notionalMin),
    };
  });
  return JSON.stringify({ type, products });
}
