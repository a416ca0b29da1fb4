/** One market in the venue's own words. */
export type MarketName = {
  readonly venue: string;
  readonly kind: "spot" | "perpetual";
  readonly symbol: string;
};

export const CANDLE_INTERVALS = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;
export type CandleIntervalName = (typeof CANDLE_INTERVALS)[number];

/** Doubles: what the market did, for charts and statistics. */
export type CandleView = {
  /** Where it begins, in venue time. */
  readonly venueTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In the base asset. */
  readonly volume: number;
  readonly quoteVolume: number;
  readonly trades: number;
};

/** What was stored last of a market; null where nothing is. */
export type LatestView = MarketName & {
  readonly top: { readonly venueTimeMs: number; readonly bid: number; readonly ask: number } | null;
  readonly trade: { readonly venueTimeMs: number; readonly price: number } | null;
};

export const CANDLES_MAX = 1_000;
export const LATEST_MAX = 200;

/** How the storing of market data goes. */
export type TicksView = {
  readonly state: "on" | "late" | "paused" | "off";
  /** Null until the database was asked. */
  readonly storage: "plain" | "timescale" | null;
  /** Rows written; null until a second has passed. */
  readonly perSecond: number | null;
  /** Since the start of the engine. */
  readonly dropped: number;
  readonly lagMs: number;
  /** Why it is late or paused. */
  readonly reason: string | null;
};
