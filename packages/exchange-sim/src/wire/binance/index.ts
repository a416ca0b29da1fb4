export { simulatedCredentials } from "./credentials.ts";
export { routeNames } from "./routes.ts";
export type { LimitSettings } from "./session.ts";
export {
  allMarkPricesFrame,
  type BestQuote,
  bookTickerFrame,
  createBestQuote,
  readBest,
} from "./stream/market-frames.ts";
export { openBinance } from "./wire.ts";
