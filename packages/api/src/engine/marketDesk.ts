import type { CandleIntervalName, CandleView, LatestView, MarketName } from "../views/index.ts";

export type CandlesQuery = {
  readonly market: MarketName;
  readonly interval: CandleIntervalName;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
};

/** Stored market data. Answers null for a market this installation has never seen. */
export type MarketDesk = {
  readonly candles: (query: CandlesQuery) => Promise<readonly CandleView[] | null>;
  readonly latest: (markets: readonly MarketName[]) => Promise<readonly LatestView[]>;
};
