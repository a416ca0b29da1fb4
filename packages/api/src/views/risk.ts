import type { AmountText, Known } from "./common.ts";

export type RiskMethod = "history" | "monte-carlo" | "parametric";
export type StressScenario = "price-up" | "price-down" | "october-2025" | "depeg-3" | "depeg-10" | "funding-bounds";

/** Losses positive, with their share of equity. */
export type RiskLoss = { readonly amount: AmountText; readonly percent: number };

/** One way of measuring over one horizon, at both confidences. */
export type RiskMeasureView = {
  readonly method: RiskMethod;
  readonly horizonHours: number;
  readonly confidencePercent: number;
  readonly valueAtRisk: RiskLoss;
  readonly expectedShortfall: RiskLoss;
};

export type StressView = {
  readonly scenario: StressScenario;
  /** Profit in quote, losses negative. */
  readonly profit: Known<{ readonly amount: AmountText; readonly percent: number }>;
  /** Legs the venue would have ended, by their coin. */
  readonly liquidated: readonly { readonly symbol: string; readonly leg: "long" | "short" }[];
  /** Quote that would have kept them; 0 where none would have ended. */
  readonly marginNeeded: AmountText | null;
};

export type RiskContributionView = {
  readonly symbol: string;
  readonly amount: AmountText;
  /** Share of the expected shortfall, percent; `null` where the shortfall is nothing. */
  readonly sharePercent: number | null;
};

/** What the open pairs may lose. `nothing` while none is held; `waiting` before the first answer. */
export type RiskView = {
  readonly asset: string;
  readonly standing: "nothing" | "waiting" | "told" | "failing";
  /** Why no answer comes, in words; the last one told stays below it. */
  readonly trouble: string | null;
  readonly limitPercent: number;
  readonly numbers: {
    readonly portfolioVersion: number;
    /** The portfolio has moved on since; the next answer is on its way. */
    readonly isStale: boolean;
    readonly computedAtMs: number;
    readonly computedAtVenueMs: number;
    readonly historyHours: number;
    readonly pathCount: number;
    /** Empty while a pair is too young to be measured; `tooYoung` names it. */
    readonly measures: readonly RiskMeasureView[];
    readonly tooYoung: string | null;
    readonly contributions: readonly RiskContributionView[];
    readonly stress: readonly StressView[];
  } | null;
  /** Answers dropped because the portfolio had moved on, and versions never asked about because workers were busy. */
  readonly dropped: { readonly stale: number; readonly skipped: number };
};
