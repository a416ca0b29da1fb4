import type { PlanId, VenueId } from "../ids/index.ts";
import type { Amount, WallTimeMs } from "../units/index.ts";
import type { PairStage } from "./pair.ts";

/** A time in which a pair stood with one leg ahead of the other: one row for its whole life. */
export type UnhedgedWindow = {
  readonly plan: PlanId;
  /** The event that opened it: with the plan, its name. */
  readonly openedSequence: number;
  readonly openedAt: WallTimeMs;
  /** The run it began in. */
  readonly leaseEpoch: number;
  /** Of the leg whose order would end it. */
  readonly venue: VenueId;
  /** What the pair was about when it began. */
  readonly stage: PairStage;
  closedAt: WallTimeMs | null;
  /** Base amount without its counterpart. */
  apart: Amount;
  /** What that is worth, in quote. Statistics from here on, so floats. */
  notional: number;
  notionalWorst: number;
  /** Quote times seconds, up to `countedAt`. */
  notionalSeconds: number;
  countedAt: WallTimeMs;
};
