import type { AmountText, LegView } from "./common.ts";

export type PairStage = "opening" | "open" | "shrinking" | "closing" | "unwinding";

/** The parts add up to `net`. null = not known yet, with the row's `unknownWhy`. */
export type ProfitSplit = {
  readonly funding: AmountText | null;
  readonly price: AmountText | null;
  readonly basis: AmountText | null;
  readonly fees: AmountText | null;
  readonly slippage: AmountText | null;
  readonly net: AmountText | null;
};

export type PositionView = {
  /** The plan's id: what `closePair` takes. */
  readonly pairId: string;
  readonly symbol: string;
  /** `adopted`: a person made it at the venues, and had it taken under guard. */
  readonly origin: "entered" | "adopted";
  readonly long: LegView;
  readonly short: LegView;
  readonly stage: PairStage;
  /** Share of the wanted size that is hedged, percent. */
  readonly filledPercent: number;
  readonly notional: AmountText | null;
  readonly asset: string;
  readonly openedAtVenueMs: number;
  readonly heldMs: number;
  readonly profit: ProfitSplit;
  readonly breakEven: {
    /** Cost recovered by funding so far, percent, 100 or more = passed. */
    readonly recoveredPercent: number | null;
    /** At the present funding; null when it does not get there. */
    readonly remainingMs: number | null;
  };
  /** Of the leg that is nearer to it. */
  readonly liquidation: {
    readonly distancePercent: number | null;
    readonly price: string | null;
    readonly markPrice: string | null;
  };
  readonly nextFunding: { readonly amount: AmountText | null; readonly atVenueMs: number | null };
  /** `amount` is `null` while neither leg has a price. */
  readonly unhedged: { readonly amount: AmountText | null; readonly sinceMs: number | null } | null;
  readonly closeReason: string | null;
  readonly unknownWhy: string | null;
};
