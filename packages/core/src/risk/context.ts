import type { Config, Control, FeeAsset } from "../events/index.ts";
import type { VenueId } from "../ids/index.ts";
import type { MarketState } from "../market/columns.ts";
import type { Portfolio } from "../position/portfolio.ts";
import type { Amount, VenueTimeMs, WallTimeMs } from "../units/index.ts";
import type { Breaker } from "./breaker.ts";
import type { Latency } from "./latency.ts";
import type { RiskStanding } from "./numbers.ts";
import type { PegState } from "./peg.ts";

export type VenueGate = {
  /** Streams that are not up; no new risk while there is one. */
  streamsDown: Set<string>;
  clockOffsetMs: number | null;
  reconciled: boolean;
  /** Reads in a row that our books could not explain: new risk waits from the first, alarm comes when it stays. */
  mismatchReads: number;
  mayTrade: boolean;
  /** Positions of ours whose leverage or margin type is not what was set. */
  marginsDrifted: number;
  /** What fees are paid in at a discount: never a base of ours, or every fee would be a trade against the hedge. */
  feeAssets: readonly FeeAsset[];
  breaker: Breaker;
  latency: Latency;
  /** How the request budgets stand, by the venue's own families. */
  budgets: Map<string, RateBudget>;
};

export type RateBudget = {
  /** Wall time until which the venue takes nothing of this family. */
  blockedUntil: number;
  /** When the family was last seen beyond the warning. */
  strainedAt: number;
  /** When it was last on its way beyond what is not kept for closing. */
  foreseenAt: number;
};

/** Marked once a pulse; what limits are measured against. */
export type Equity = {
  /** Every open leg had a price. Without one equity is unknown, and an unknown equity is neither a loss nor a limit. */
  known: boolean;
  total: Amount;
  /** Quote in each wallet (`walletOf`) beyond the margin of the open perpetuals it carries. */
  free: ReadonlyMap<string, Amount>;
  /** Sum over the open pairs of their larger leg. */
  notionalOpen: Amount;
  /** Sum over the pairs of what one leg is worth more than the other, whatever the direction. */
  netDelta: Amount;
};

/** The part of the engine's state that risk reads. */
export type RiskContext = {
  readonly config: Config;
  readonly market: MarketState;
  readonly portfolio: Portfolio;
  readonly control: Readonly<Control>;
  readonly phase: "starting" | "reconciling" | "ready";
  readonly venues: ReadonlyMap<VenueId, VenueGate>;
  readonly equity: Equity;
  readonly riskNumbers: Readonly<RiskStanding>;
  readonly peg: Readonly<PegState>;
  /** The last commit that was waited for came through. */
  readonly journalUp: boolean;
  readonly venueNowMs: VenueTimeMs;
  readonly wallNowMs: WallTimeMs;
  readonly sequence: number;
  readonly leaseEpoch: number;
  readonly live: boolean;
};
