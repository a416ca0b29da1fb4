import type { Distribution, ExecutedOrder, LegRiskCounts, LegRiskMeasures, LegRiskRow } from "@evenkeel/core/ports";
import type { Known } from "./common.ts";

export type { Bin as BinView, Distribution as DistributionView } from "@evenkeel/core/ports";

type Told<Measured> = { readonly [Name in keyof Measured]: Known<NonNullable<Measured[Name]>> };

/** How exposed the legs of pairs stood, and what executing them cost: what nobody measured says so. */
export type LegRiskFigures = LegRiskCounts &
  Told<LegRiskMeasures> & {
    /** Milliseconds from door to door. */
    readonly hopMs: { readonly [Name in keyof LegRiskRow["hopMs"]]: Known<Distribution> };
  };

export type LegRiskView = {
  readonly sinceMs: number;
  readonly madeAtMs: number;
  readonly all: LegRiskFigures;
  readonly venues: readonly (LegRiskFigures & { readonly venue: string })[];
  /** Newest first, at most RUNS_SHOWN_MAX. A run is one life of the engine. */
  readonly runs: readonly (LegRiskFigures & { readonly run: number })[];
};

export type ExecutedOrderView = ExecutedOrder;

export const RUNS_SHOWN_MAX = 10;
export const EXECUTED_MAX = 200;
