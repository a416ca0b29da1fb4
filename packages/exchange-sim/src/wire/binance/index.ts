export { type BestQuote, createBestQuote, readBest } from "../book.ts";
export { simulatedCredentials } from "./credentials.ts";
export { routeNames } from "./routes.ts";
export type { LimitSettings } from "./session.ts";
export { allMarkPricesFrame, bookTickerFrame } from "./stream/market-frames.ts";
export { openBinance } from "./wire.ts";
