import type { PlanId } from "../ids/index.ts";
import type { VenueTimeMs, WallTimeMs } from "../units/index.ts";

/** One open pair as the kernels see it. Statistics, so floats: base units, quote prices, rates as fractions. */
export type PairExposure = {
  readonly plan: PlanId;
  readonly symbol: string;
  readonly spotQuantity: number;
  /** Positive: how much is sold short. */
  readonly shortQuantity: number;
  readonly spotPrice: number;
  readonly perpetualPrice: number;
  /** The mark at which the venue ends the short; infinite where it said there is none. */
  readonly liquidationPrice: number;
  readonly maintenanceMargin: number;
  /** The venue's running estimate, and its bounds, per settlement interval. */
  readonly fundingRate: number;
  readonly fundingCap: number;
  readonly fundingFloor: number;
  readonly intervalHours: number;
  /** Taker fees of leaving, as fractions. */
  readonly spotFee: number;
  readonly perpetualFee: number;
};

/** Columns of one pair's history inside `RiskHistory.values`, each `hours` long, oldest first. */
export const HISTORY_COLUMNS = ["spot", "perpetual", "markHigh", "funding"] as const;
export type HistoryColumn = (typeof HISTORY_COLUMNS)[number];

/** The same hours in a row for every pair of the question, in the question's order. */
export type RiskHistory = { readonly hours: number; readonly values: Float64Array };

/** A copy made at dispatch: nothing in it moves while the workers read it. */
export type RiskQuestion = {
  readonly portfolioVersion: number;
  readonly venueTimeMs: VenueTimeMs;
  readonly askedAtMs: WallTimeMs;
  readonly equity: number;
  readonly pairs: readonly PairExposure[];
  readonly history: RiskHistory;
  /** The pair whose history does not reach, if there is one: then nothing that needs history is told. */
  readonly tooYoung: string | null;
};

export type RiskMethod = "history" | "monte-carlo" | "parametric";

/** Losses are positive. */
export type RiskMeasure = {
  readonly method: RiskMethod;
  readonly horizonHours: number;
  readonly confidence: number;
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
};

export type StressScenario = "price-up" | "price-down" | "october-2025" | "depeg-3" | "depeg-10" | "funding-floor";

export type StressRow = {
  readonly scenario: StressScenario;
  /** Profit in quote, losses negative; `null` with its reason where it cannot be said. */
  readonly profit: number | null;
  readonly liquidated: readonly string[];
  /** Quote that would have to be added to keep every short. */
  readonly marginNeeded: number | null;
  readonly why: RiskUnknown | null;
};

export type RiskUnknown = "too-little-history" | "funding-terms-unknown";

export type PairContribution = { readonly plan: PlanId; readonly symbol: string; readonly expectedShortfall: number };

/** What the workers answer, of the portfolio they read. */
export type RiskNumbers = {
  readonly portfolioVersion: number;
  readonly venueTimeMs: VenueTimeMs;
  readonly askedAtMs: WallTimeMs;
  readonly equity: number;
  readonly pairCount: number;
  readonly historyHours: number;
  readonly pathCount: number;
  /** Empty exactly when `tooYoung` names a pair. */
  readonly measures: readonly RiskMeasure[];
  /** Each pair's part of the Monte Carlo expected shortfall at the highest confidence; they add up to it. */
  readonly contributions: readonly PairContribution[];
  readonly stress: readonly StressRow[];
  readonly tooYoung: string | null;
};

export type ComputeFailure = {
  /** `not-asked-yet`: pairs were found at the start, and nobody measured them so far. */
  readonly code: "not-asked-yet" | "queue-full" | "timed-out" | "worker-died" | "bad-question" | "stopped";
  readonly message: string;
};

/** What `step` keeps of the answers. */
export type RiskStanding = {
  latest: RiskNumbers | null;
  /** The last of them that measured anything: the limit stands on it until another does. */
  measured: RiskNumbers | null;
  /** Wall time from which on no usable answer came; 0 while they come. */
  failingSince: number;
  failure: ComputeFailure | null;
  /** Answers about a portfolio that had moved on: dropped. */
  staleCount: number;
};

export const createRiskStanding = (): RiskStanding => ({
  latest: null,
  measured: null,
  failingSince: 0,
  failure: null,
  staleCount: 0,
});

/** The measure the limit and the overview stand on: the worse of history and Monte Carlo. */
export const LIMIT_CONFIDENCE = 0.99;

export function worstExpectedShortfall(numbers: RiskNumbers): number | null {
  let worst: number | null = null;
  for (const { method, confidence, expectedShortfall } of numbers.measures) {
    if (method === "parametric" || confidence !== LIMIT_CONFIDENCE) continue;
    if (worst === null || expectedShortfall > worst) worst = expectedShortfall;
  }
  return worst;
}
