import type { Hop, HopMicros } from "../order/hops.ts";

/**
 * What the books say of executing: the store reads it, the views tell it. Shapes alone; statistics, so floats, where a
 * number is not one of the books' own exact texts.
 */

/** Half are no more than the first, one in a hundred is more than the third. */
export type Distribution = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

/** How many were below this and not below the bin before; the last one has no end. */
export type Bin = { readonly below: number | null; readonly count: number };

/** Fees and slippage of ended round trips against what was expected of them, weighed by size. */
export type RoundTripCost = { readonly pairs: number; readonly estimatedBps: number; readonly realisedBps: number };

/** Of everything, of one venue, or of one run: one life of the engine. */
export type LegRiskScope =
  | { readonly kind: "all" }
  | { readonly kind: "venue"; readonly venue: string }
  | { readonly kind: "run"; readonly run: number };

/** What can be counted, whether or not anything could be measured. */
export type LegRiskCounts = {
  /** The first order or window of it. */
  readonly startedAtMs: number | null;
  /** Times in which a leg stood without its counterpart; `openWindows` go on now. */
  readonly windows: number;
  readonly openWindows: number;
  /** Of how long and of how much, smallest first. */
  readonly secondsBins: readonly Bin[];
  readonly notionalBins: readonly Bin[];
  /** All windows added up: quote times seconds. */
  readonly notionalSeconds: number;
  readonly orders: number;
  readonly filled: number;
  /** Filled orders whose book nobody saw. */
  readonly slippageUnknown: number;
  /** Ended round trips with a fee in a third asset, a book nobody saw, or no estimate. */
  readonly costUnknown: number;
};

/** What was measured; null where nothing of it is on record. */
export type LegRiskMeasures = {
  readonly seconds: Distribution | null;
  /** The most that stood alone in each window, in quote. */
  readonly notional: Distribution | null;
  /** Against the middle of the book at the decision; a loss is positive. `mean` weighs by size. */
  readonly slippageBps: (Distribution & { readonly mean: number }) | null;
  /** Share of the traded quote that waited in the book. */
  readonly makerPercent: number | null;
  readonly cost: RoundTripCost | null;
  /** Milliseconds from the event an order was decided on to the venue's gateway: decide, store and hand together. */
  readonly readyMs: Distribution | null;
};

export type LegRiskRow = LegRiskCounts &
  LegRiskMeasures & {
    readonly scope: LegRiskScope;
    /** Milliseconds from door to door. */
    readonly hopMs: { readonly [Name in Hop]: Distribution | null };
  };

/** One order with the way it took. */
export type ExecutedOrder = {
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
