import { testMarkets } from "../common/market/testing.ts";
import { BYBIT } from "./market.ts";

export const TEST_MARKETS = testMarkets(BYBIT, { spot: "unified", perpetual: "unified" });
