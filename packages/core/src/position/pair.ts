import type { Asset, InstrumentIndex, LegName, PlanId, VenueId } from "../ids/index.ts";
import type { InstrumentKind } from "../market/instrument.ts";
import type { Amount, Price, Quantity, VenueTimeMs, WallTimeMs } from "../units/index.ts";

export type PairStage =
  | "opening" // leading leg being filled, hedge following
  | "open" // hedged and held
  | "closing" // both legs being reduced
  | "shrinking" // held, and both legs are being reduced by a step
  | "unwinding" // the hedge could not be had: the leading leg goes back
  | "closed";

/** One leg as its own fills made it; `held` is signed base amount, net of fees paid in the base asset. */
export type Leg = {
  readonly instrument: InstrumentIndex;
  /** Known before the catalogue is, after a restart. */
  readonly venue: VenueId;
  readonly kind: InstrumentKind;
  held: Amount;
  boughtQuantity: Quantity;
  boughtQuote: Amount;
  soldQuantity: Quantity;
  soldQuote: Amount;
  /** Orders sent so far: the next attempt's number. */
  attempts: number;
  /** Attempts in a row that ended without a fill. */
  misses: number;
};

/** How an entry is worked: at once, in equal parts one behind the other or one every so often, or as the market trades. */
export type Schedule =
  | { readonly kind: "whole" }
  | {
      readonly kind: "vwap";
      readonly slices: number;
      readonly sliceMs: number;
      readonly startedAt: WallTimeMs;
      /** Of the whole, in millionths, how much may be had by the end of each slice; the last is all. */
      readonly untilPpm: readonly number[];
    }
  | {
      readonly kind: "iceberg";
      readonly slices: number;
      readonly sliceMs: number;
      readonly startedAt: WallTimeMs;
    }
  | {
      readonly kind: "twap";
      readonly slices: number;
      readonly sliceMs: number;
      readonly startedAt: WallTimeMs;
    };

export type Pair = {
  readonly plan: PlanId;
  readonly base: Asset;
  /** `adopted`: a person made it at the venues, and had it taken under guard. */
  readonly origin: "entered" | "adopted";
  readonly long: Leg;
  readonly short: Leg;
  /** The less liquid leg goes first; the other only ever follows what it got. */
  readonly leading: LegName;
  stage: PairStage;
  /** Wanted size in base amount; shrinks when an entry is cut short. */
  target: Amount;
  schedule: Schedule;
  /** Asked for its perpetuals when it was entered. */
  readonly leverage: number;
  readonly openedAt: VenueTimeMs;
  closedAt: VenueTimeMs | null;
  /** What the entry was decided on, to compare the estimate with what came. */
  readonly estimate: PairEstimate;
  funding: Amount;
  fees: Amount;
  realisedProfit: Amount;
  /** No new attempt before this: pacing after a miss. */
  retryAt: WallTimeMs;
  unhedgedSince: WallTimeMs | null;
  unhedgedMsWorst: number;
  unhedgedNotionalWorst: number;
  closeReason: string | null;
  /** The end was chosen, not forced: its leading order may wait for a better price. */
  patient: boolean;
};

export type PairEstimate = {
  readonly notional: Amount;
  readonly longMid: Price;
  readonly shortMid: Price;
  readonly fundingBps: number;
  readonly costBps: number;
  /** The part of it that trading costs: fees, spreads and impact of the whole round trip. */
  readonly tradingBps: number;
  readonly netBps: number;
};
