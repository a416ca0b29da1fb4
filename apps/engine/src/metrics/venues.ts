import type { FamilyHealth } from "@evenkeel/core/ports";
import { sustainedLatencyMs } from "@evenkeel/core/risk";
import type { Metrics, Sample } from "@evenkeel/telemetry/metrics";
import type { MetricSources } from "./sources.ts";

const MILLISECONDS = 1_000;
const PERCENT = 100;

export function registerVenues(metrics: Metrics, { adapters, state }: MetricSources): void {
  const byFamily = (read: (family: FamilyHealth) => number): readonly Sample[] =>
    adapters.flatMap(({ venue, health }) =>
      health().families.map((family) => ({ labels: { venue, family: family.family }, value: read(family) })),
    );
  metrics.gauge(
    "evenkeel_rate_budget_used_ratio",
    "Share of the request weight of the running window that is used.",
    () => byFamily(({ weightPercent }) => weightPercent / PERCENT),
  );
  metrics.gauge("evenkeel_venue_up", "1 up, 0.5 degraded, 0 down, by family.", () =>
    byFamily(({ state: now }) => ({ up: 1, degraded: 0.5, down: 0 })[now]),
  );
  metrics.gauge("evenkeel_venue_reconciled", "1 while books and venue agree.", () =>
    [...state.venues].map(([venue, { reconciled }]) => ({ labels: { venue }, value: reconciled ? 1 : 0 })),
  );
  metrics.gauge("evenkeel_breaker", "0 closed, 0.5 half-open, 1 open: no new risk there.", () =>
    [...state.venues].map(([venue, { breaker }]) => ({
      labels: { venue },
      value: { closed: 0, "half-open": 0.5, open: 1 }[breaker.state],
    })),
  );
  metrics.counter("evenkeel_breaker_opened_total", "How often a venue's breaker opened.", () =>
    [...state.venues].map(([venue, { breaker }]) => ({ labels: { venue }, value: breaker.openedCount })),
  );
  metrics.gauge("evenkeel_venue_latency_seconds", "Median of the venue's last answers; absent while too few.", () =>
    [...state.venues].flatMap(([venue, { latency }]) => {
      const medianMs = sustainedLatencyMs(latency, state.wallNowMs);
      return medianMs === null ? [] : [{ labels: { venue }, value: medianMs / MILLISECONDS }];
    }),
  );
  metrics.gauge(
    "evenkeel_clock_offset_seconds",
    "Venue time minus this machine's; absent before it was compared.",
    () =>
      adapters.flatMap(({ venue, health }) => {
        const { clockOffsetMs } = health();
        return clockOffsetMs === null ? [] : [{ labels: { venue }, value: clockOffsetMs / MILLISECONDS }];
      }),
  );
}
