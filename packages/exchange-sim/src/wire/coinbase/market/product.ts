import type { ExchangeState } from "../../../exchange/state.ts";
import { candleAt, candleSpan } from "../../../world/candles.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { dayStatistics, indexPriceAt, wanderAt } from "../../../world/sample.ts";
import { quoteAssetOf, secondOf } from "../../../world/world.ts";
import { decimal, increment, isoTime, money } from "../format.ts";
import type { Product } from "../request.ts";
import { aliasOf, type CoinbaseSession } from "../session.ts";
import { lastPrint } from "./tape.ts";

export interface Day {
  readonly price: string;
  readonly low: string;
  readonly high: string;
  readonly changePercent: string;
  readonly volume: string;
  readonly volumeUsd: string;
}

/** The last day of a market. Its volume is the listed one, wandering with the hour. */
export function dayOf(state: ExchangeState, session: CoinbaseSession, instrument: Instrument): Day {
  const { spot, multiplier, index } = instrument;
  const second = secondOf(state.nowMs);
  const day = dayStatistics(state.world, index, second);
  const last = lastPrint(state, session, index).price / 10 ** spot.priceScale;
  const volumeUsd = spot.volumeDailyUsd * wanderAt(state.world, index, 1);
  const open = day.openPrice / multiplier;
  const print = (value: number): string => plain(value, spot.priceScale);
  return {
    price: print(last),
    low: print(Math.min(last, day.lowPrice / multiplier)),
    high: print(Math.max(last, day.highPrice / multiplier)),
    changePercent: plain((last / open - 1) * 100, 8),
    volume: plain(volumeUsd / last, spot.quantityScale),
    volumeUsd: plain(volumeUsd, 2),
  };
}

const plain = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** Lowest and highest price as far back as candles are kept: a month, where the venue has a year. */
export function rangeOf(state: ExchangeState, session: CoinbaseSession, instrument: Instrument) {
  const [first, hour] = candleSpan(state.nowMs);
  const { index, multiplier, spot } = instrument;
  let range = session.ranges.get(index);
  if (range?.hour !== hour) {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (let at = first; at <= hour; at++) {
      const candle = candleAt(state.world, index, at, "index", secondOf(state.nowMs));
      low = Math.min(low, candle.low);
      high = Math.max(high, candle.high);
    }
    range = { hour, low: low / multiplier, high: high / multiplier };
    session.ranges.set(index, range);
  }
  return { low: plain(range.low, spot.priceScale), high: plain(range.high, spot.priceScale) };
}

const QUOTE_NAMES: Readonly<Record<string, string>> = { USD: "US Dollar", USDC: "USDC" };

export const isListed = (state: ExchangeState, { deliveryMs }: Instrument): boolean => state.nowMs < deliveryMs;

/** The most dollars one order may be for: the largest size at the listing's price, in one digit. */
export function quoteMax({ spot, priceStart, multiplier }: Instrument): number {
  const value = (spot.quantityMax / 10 ** spot.quantityScale) * (priceStart / multiplier);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)));
  return Math.max(1, Math.floor(value / unit)) * unit;
}

export function printProduct(state: ExchangeState, session: CoinbaseSession, { id, instrument }: Product) {
  const { spot } = instrument;
  const quote = quoteAssetOf(state.world);
  const isAlias = id !== spot.symbol;
  const open = isListed(state, instrument);
  const day = dayOf(state, session, instrument);
  return {
    product_id: id,
    price: day.price,
    price_percentage_change_24h: day.changePercent,
    volume_24h: day.volume,
    volume_percentage_change_24h: plain((wanderAt(state.world, instrument.index, 1) - 1) * 100, 8),
    base_increment: increment(spot.step, spot.quantityScale),
    quote_increment: increment(spot.tick, spot.priceScale),
    quote_min_size: money(spot.notionalMin),
    quote_max_size: String(quoteMax(instrument)),
    base_min_size: increment(spot.step, spot.quantityScale),
    base_max_size: decimal(spot.quantityMax, spot.quantityScale),
    base_name: spot.baseAsset,
    quote_name: QUOTE_NAMES[isAlias ? `${quote}C` : quote] ?? quote,
    watched: false,
    is_disabled: !open,
    new: false,
    status: open ? "online" : "delisted",
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: !open,
    auction_mode: false,
    product_type: "SPOT",
    quote_currency_id: isAlias ? `${quote}C` : quote,
    base_currency_id: spot.baseAsset,
    fcm_trading_session_details: null,
    mid_market_price: "",
    alias: isAlias ? spot.symbol : "",
    alias_to: isAlias ? [] : [aliasOf(spot.symbol)],
    base_display_symbol: spot.baseAsset,
    quote_display_symbol: quote,
    view_only: isAlias,
    price_increment: increment(spot.tick, spot.priceScale),
    display_name: id,
    product_venue: "CBE",
    approximate_quote_24h_volume: day.volumeUsd,
    new_at: isoTime(instrument.onboardMs),
    market_cap: "",
    base_cbrn: "",
    quote_cbrn: "",
    product_cbrn: "",
    icon_color: "",
    icon_url: "",
    display_name_overwrite: "",
    is_alpha_testing: false,
    about_description: "",
    best_bid_price: "",
    best_ask_price: "",
  };
}

/** Dollars of one coin in the middle of its book. */
export const middleOf = (state: ExchangeState, { index, multiplier }: Instrument): number =>
  indexPriceAt(state.world, index, secondOf(state.nowMs)) / multiplier;
