import {
  type AlertView,
  type CountsView,
  type FooterView,
  type OverviewView,
  type VenueHealthView,
  venueLabel,
} from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import type { VenueAdapter } from "@evenkeel/core/ports";
import { viewHeat } from "./heat.ts";
import { type UnhedgedWorst, viewKpis } from "./kpis.ts";
import { viewOpportunities, viewWhyFlat } from "./opportunities.ts";
import { viewPositions } from "./positions.ts";
import type { ProfitBooks } from "./profit-series.ts";
import { viewRisk } from "./risk.ts";
import { type RunFacts, viewCapacity, viewStatus } from "./status.ts";

/** Everything a deck is made of. All of it is read, none is changed. */
export type OverviewSources = {
  readonly state: EngineState;
  readonly facts: RunFacts;
  readonly wallMs: number;
  readonly books: ProfitBooks;
  readonly worst: UnhedgedWorst;
  readonly adapters: readonly VenueAdapter[];
  readonly alerts: readonly AlertView[];
  readonly footer: FooterView;
  /** Portfolio versions the workers were too busy to be asked about. */
  readonly riskSkipped: number;
};

export function viewOverview(sources: OverviewSources): OverviewView {
  const { state } = sources;
  const opportunities = viewOpportunities(state);
  return {
    status: viewStatus(state, sources.facts, sources.wallMs),
    kpis: viewKpis(state, sources.books, sources.worst),
    capacity: viewCapacity(state),
    positions: viewPositions(state),
    risk: viewRisk(state, sources.riskSkipped),
    opportunities,
    whyFlat: viewWhyFlat(state, opportunities),
    counts: countStances(opportunities),
    venues: viewVenues(sources.adapters),
    alerts: sources.alerts,
    heat: viewHeat(state),
    profit: sources.books.series("USDT"),
    footer: sources.footer,
  };
}

function countStances(rows: OverviewView["opportunities"]): CountsView {
  let clearing = 0;
  let quarantined = 0;
  for (const { stance } of rows) {
    if (stance === "clear" || stance === "queued") clearing += 1;
    if (stance === "quarantined") quarantined += 1;
  }
  return { watched: rows.length, clearing, quarantined };
}

export function viewVenues(adapters: readonly VenueAdapter[]): VenueHealthView[] {
  return adapters.flatMap((adapter) => {
    const { families, clockOffsetMs } = adapter.health();
    return families.map((family) => ({
      id: `${adapter.venue}/${family.family}`,
      venue: venueLabel(adapter.venue),
      label: `${venueLabel(adapter.venue)} ${family.family}`,
      state: family.state,
      messagesPerSecond: Math.round(family.messagesPerSecond),
      weightPercent: Math.round(family.weightPercent),
      clockOffsetMs: clockOffsetMs === null ? null : Math.round(clockOffsetMs),
      lastError: family.lastError,
    }));
  });
}
