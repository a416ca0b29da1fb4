import type { HopMicros } from "@evenkeel/core/order";
import type { Known } from "./common.ts";

/** Half are no more than the first, one in a hundred is more than the third. Statistics, so floats. */
export type DistributionView = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

/** How many were below this and not below the bin before; the last one has no end. */
export type BinView = { readonly below: number | null; readonly count: number };

export type HopName = keyof HopMicros;

/** How exposed the legs of pairs stood, and what executing them cost. */
export type LegRiskFigures = {
  /** The first order or window of it. */
  readonly startedAtMs: number | null;
  /** Times in which a leg stood without its counterpart; `openWindows` go on now. */
  readonly windows: number;
  readonly openWindows: number;
  readonly seconds: Known<DistributionView>;
  /** The most that stood alone in each, in quote. */
  readonly notional: Known<DistributionView>;
  /** Of `seconds` and of `notional`, smallest first. */
  readonly secondsBins: readonly BinView[];
  readonly notionalBins: readonly BinView[];
  /** All windows added up: quote times seconds. */
  readonly notionalSeconds: number;
  readonly orders: number;
  readonly filled: number;
  /** Against the middle of the book at the decision; a loss is positive. `mean` weighs by size. */
  readonly slippageBps: Known<DistributionView & { readonly mean: number }>;
  /** Filled orders whose book nobody saw. */
  readonly slippageUnknown: number;
  /** Share of the traded quote that waited in the book. */
  readonly makerPercent: Known<number>;
  /** Fees and slippage of ended round trips against what was expected of them, weighed by size. */
  readonly cost: Known<{ readonly pairs: number; readonly estimatedBps: number; readonly realisedBps: number }>;
  /** Ended round trips with a fee in a third asset, a book nobody saw, or no estimate. */
  readonly costUnknown: number;
  /** Milliseconds from door to door. */
  readonly hopMs: { readonly [Hop in HopName]: Known<DistributionView> };
  /** Milliseconds from the event an order was decided on to the venue's gateway: decide, store and hand together. */
  readonly readyMs: Known<DistributionView>;
};

export type LegRiskView = {
  readonly sinceMs: number;
  readonly madeAtMs: number;
  readonly all: LegRiskFigures;
  readonly venues: readonly (LegRiskFigures & { readonly venue: string })[];
  /** Newest first, at most RUNS_SHOWN_MAX. A run is one life of the engine. */
  readonly runs: readonly (LegRiskFigures & { readonly run: number })[];
};

/** One order with the way it took. */
export type ExecutedOrderView = {
  readonly clientOrderId: string;
  readonly pairId: string;
  readonly createdAtMs: number;
  readonly run: number;
  readonly venue: string;
  readonly kind: "spot" | "perpetual";
  readonly symbol: string;
  readonly asset: string;
  readonly leg: "long" | "short";
  readonly side: "buy" | "sell";
  readonly style: string;
  readonly purpose: string;
  readonly state: string;
  readonly refusal: string | null;
  readonly quantity: string;
  readonly filledQuantity: string;
  readonly filledQuote: string;
  readonly slippageBps: number | null;
  readonly makerPercent: number | null;
  readonly hopMicros: HopMicros;
};

export const RUNS_SHOWN_MAX = 10;
export const EXECUTED_MAX = 200;
