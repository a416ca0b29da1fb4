import type { Asset, InstrumentIndex, LegName, PlanId } from "../ids/index.ts";
import type { PairEstimate, Schedule } from "../position/pair.ts";
import type { Amount } from "../units/index.ts";

/** Both legs of one carry, sized to both markets, before risk has seen it. */
export type TradePlan = {
  readonly plan: PlanId;
  readonly base: Asset;
  readonly long: InstrumentIndex;
  readonly short: InstrumentIndex;
  /** Base amount of each leg: whole steps of both markets. */
  readonly target: Amount;
  readonly schedule: Schedule;
  readonly leading: LegName;
  readonly leverage: number;
  readonly estimate: PairEstimate;
};
