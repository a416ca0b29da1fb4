import type { LegName, PlanId } from "../ids/index.ts";
import type { VenueTimeMs, WallTimeMs } from "../units/index.ts";

/** Rates as fractions, per settlement interval of the venue the leg stands on. */
export type FundingTerms = {
  /** The venue's running estimate, and its bounds: infinite while it has told none. */
  readonly rate: number;
  readonly cap: number;
  readonly floor: number;
  readonly intervalHours: number;
};

type Held = {
  /** Positive on both legs, in base units. */
  readonly quantity: number;
  /** Quote per base unit: the mark of a perpetual, the mid of a coin. */
  readonly price: number;
  /** Taker fee of leaving, as a fraction. */
  readonly fee: number;
};

/** Bought whole: no venue ends it and nobody pays or asks funding of it. */
export type CoinExposure = Held & { readonly kind: "spot" };

export type PerpetualExposure = Held & {
  readonly kind: "perpetual";
  /** The mark that ends the leg: a long when it falls there (0 where nothing does), a short when it rises there (infinite). */
  readonly liquidationPrice: number;
  readonly maintenanceMargin: number;
  readonly funding: FundingTerms;
};

/** One open pair as the kernels see it. Statistics, so floats. A carry is long of the coin, a spread of a perpetual. */
export type PairExposure = {
  readonly plan: PlanId;
  readonly symbol: string;
  readonly long: CoinExposure | PerpetualExposure;
  readonly short: PerpetualExposure;
};

/** What the legs' netted rate is paid on: the short's notional, or a long perpetual's that stands without its short. */
export const fundingNotional = ({ long, short }: PairExposure): number =>
  short.quantity > 0 || long.kind === "spot" ? short.quantity * short.price : long.quantity * long.price;

/** What the pair is paid of `fundingNotional` where its legs are at these rates: the short is paid, the long pays. */
export function netFunding({ long, short }: PairExposure, shortRate: number, longRate: number): number {
  if (long.kind === "spot") return shortRate;
  if (long.quantity === 0) return shortRate;
  if (short.quantity === 0) return -longRate;
  return shortRate - longRate * ((long.quantity * long.price) / (short.quantity * short.price));
}

/**
 * Columns of one pair's history inside `RiskHistory.values`, each `hours` long, oldest first: closes of both legs, the
 * lowest of the hour where the long is (its mark, or a coin's trade), the highest mark of the short, and the rate the
 * hour paid net of both legs, of `fundingNotional`.
 */
export const HISTORY_COLUMNS = ["long", "short", "longLow", "shortHigh", "funding"] as const;
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

export type StressScenario = "price-up" | "price-down" | "october-2025" | "depeg-3" | "depeg-10" | "funding-bounds";

/** A leg that the venue would have ended. */
export type LiquidatedLeg = { readonly symbol: string; readonly leg: LegName };

export type StressRow = {
  readonly scenario: StressScenario;
  /** Profit in quote, losses negative; `null` with its reason where it cannot be said. */
  readonly profit: number | null;
  readonly liquidated: readonly LiquidatedLeg[];
  /** Quote that would have to be added to keep every leg. */
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
