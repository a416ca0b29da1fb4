import type { AmountText } from "./common.ts";

/** One execution of ours, as the venue told it. Digits are exact. */
export type TradeView = {
  /** Venue, market and the venue's own number of the trade: the same trade has the same id for ever. */
  readonly id: string;
  readonly venue: string;
  readonly kind: "spot" | "perpetual";
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly quantity: string;
  readonly quote: AmountText;
  readonly fee: AmountText;
  readonly feeAsset: string;
  readonly maker: boolean;
  readonly venueTimeMs: number;
  /** null: a trade that is not ours. */
  readonly pairId: string | null;
  readonly clientOrderId: string | null;
};

/** What a perpetual's next settlement pays by the venue's running estimate. */
export type FundingRateView = {
  readonly venue: string;
  readonly symbol: string;
  /** Share of notional per settlement, exact: "0.0001" is one basis point. Positive: longs pay shorts. */
  readonly rate: AmountText;
  readonly intervalHours: number | null;
  readonly nextFundingAtVenueMs: number | null;
};

export const TRADES_MAX = 100;
