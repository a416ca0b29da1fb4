import type { LegView } from "./common.ts";

/** Every cost positive, in bps of notional, for one round trip. */
export type CostItems = {
  readonly feesBps: number | null;
  readonly spreadBps: number | null;
  readonly impactBps: number | null;
  readonly basisBps: number | null;
  /** Expected cost of leaving early because the price ran at the short. */
  readonly earlyEndBps: number | null;
  readonly totalBps: number | null;
};

/** `bound` says which side `have` had to be on: `min` = at least `need`. A pure state has no numbers. */
export type VerdictReason = {
  readonly code: string;
  readonly have: number | null;
  readonly need: number | null;
  readonly unit: string;
  readonly bound: "min" | "max" | "none";
};

/** `clear` passes every rule; `queued` waits its turn; `held` is already a position. */
export type Stance = "entering" | "held" | "queued" | "clear" | "rejected" | "quarantined";

export type OpportunityView = {
  /** Stable key: the venues and symbols of both legs. */
  readonly id: string;
  readonly symbol: string;
  readonly long: LegView;
  readonly short: LegView;
  readonly meanAnnualPercent: number | null;
  readonly medianAnnualPercent: number | null;
  /** Where the next rate stands among its own last 30 days, 0 to 100. */
  readonly ratePercentile: number | null;
  readonly volatilityAnnualPercent: number | null;
  /** What the next settlement of the short would bring by the venues' running estimates, bps of notional. */
  readonly nextRateBps: number | null;
  readonly nextFundingAtVenueMs: number | null;
  readonly intervalHours: number | null;
  /** Short over long; negative is a discount. */
  readonly basisBps: number | null;
  readonly fundingBps: number | null;
  readonly costs: CostItems;
  readonly netBps: number | null;
  readonly stance: Stance;
  /** The deciding rule first. Empty only for `clear`, `held`, `entering`. */
  readonly reasons: readonly VerdictReason[];
  /** Words beside the chip while something happens ("post-only, 62 % filled"). */
  readonly progress: string | null;
  readonly unknownWhy: string | null;
};

/** While no pair is held: the best that was refused and what it lacks. */
export type WhyFlatView = {
  readonly symbol: string;
  readonly netBps: number | null;
  readonly reason: VerdictReason;
  readonly text: string;
};
