/** The readers of hot frames by themselves, without a client: for whoever has frames and wants events. */

export { type HotMarkets, type HotOutlet, hotMarkets } from "../common/market/hot.ts";
export type { Market } from "../common/market/market.ts";
export { createBookTickerReader } from "./parse/book-ticker.ts";
export { createMarkPricesReader, type MarkOutlet } from "./parse/mark-prices.ts";
export { PRICE_DIGITS } from "./quirks/defaults.ts";
