/** The readers of hot frames by themselves, without a client: for whoever has frames and wants events. */
export type { Market } from "./market.ts";
export { createBookTickerReader } from "./parse/book-ticker.ts";
export { type HotMarkets, type HotOutlet, hotMarkets } from "./parse/hot.ts";
export { createMarkPricesReader, type MarkOutlet } from "./parse/mark-prices.ts";
export { PRICE_DIGITS } from "./quirks/defaults.ts";
