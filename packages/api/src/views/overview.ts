import type { KpisView } from "./kpis.ts";
import type { OpportunityView, WhyFlatView } from "./opportunities.ts";
import type { PositionView } from "./positions.ts";
import type { RiskView } from "./risk.ts";
import type {
  AlertView,
  CountsView,
  EngineStatusView,
  FooterView,
  HeatRow,
  PairCapacityView,
  ProfitSeriesView,
  VenueHealthView,
} from "./status.ts";

/**
 * The whole deck at one instant, JSON all through. The engine may hand the same section or row object again
 * while it has not changed: the publisher compares by identity first, by content second.
 */
export type OverviewView = {
  readonly status: EngineStatusView;
  readonly kpis: KpisView;
  readonly capacity: PairCapacityView;
  readonly positions: readonly PositionView[];
  readonly risk: RiskView;
  readonly opportunities: readonly OpportunityView[];
  readonly whyFlat: WhyFlatView | null;
  readonly counts: CountsView;
  readonly venues: readonly VenueHealthView[];
  /** Newest first, at most ALERTS_MAX. */
  readonly alerts: readonly AlertView[];
  readonly heat: readonly HeatRow[];
  readonly profit: ProfitSeriesView;
  readonly footer: FooterView;
};

/** What is asked first, without the hundreds of rows below it. */
export type SummaryView = Pick<OverviewView, "status" | "kpis" | "capacity" | "counts" | "whyFlat">;

export type HealthView = {
  readonly status: EngineStatusView;
  readonly venues: readonly VenueHealthView[];
  readonly footer: FooterView;
};
