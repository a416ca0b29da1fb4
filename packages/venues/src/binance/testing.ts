import { testMarkets } from "../common/market/testing.ts";
import { BINANCE } from "./parse/catalogue.ts";

export const TEST_MARKETS = testMarkets(BINANCE, { spot: "spot", perpetual: "futures" });
