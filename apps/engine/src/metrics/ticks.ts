import { TICK_KINDS, type TickStats } from "@evenkeel/store/ticks";
import type { Metrics } from "@evenkeel/telemetry/metrics";
import type { MetricSources } from "./sources.ts";

type Count = keyof TickStats["kinds"]["trades"];

const SECOND_MS = 1_000;

/** Nothing is said of ticks where none are stored. */
export function registerTicks(metrics: Metrics, { ticks }: MetricSources): void {
  if (ticks.stats() === null) return;
  const byKind = (count: Count) => () =>
    TICK_KINDS.map((kind) => ({ labels: { kind }, value: ticks.stats()?.kinds[kind][count] ?? 0 }));
  metrics.counter("evenkeel_ticks_written_total", "Rows of market data the database has, by kind.", byKind("written"));
  metrics.counter(
    "evenkeel_ticks_dropped_total",
    "Rows lost: buffer full, storing paused, or refused by the database.",
    byKind("dropped"),
  );
  metrics.counter("evenkeel_ticks_refused_total", "Rows with numbers no market can have.", byKind("refused"));
  metrics.counter("evenkeel_ticks_repeated_total", "Rows that were there already.", byKind("repeated"));
  metrics.gauge("evenkeel_ticks_buffered", "Rows that wait for the database.", byKind("buffered"));
  metrics.gauge(
    "evenkeel_ticks_lag_seconds",
    "Age of the oldest row that waits.",
    () => (ticks.stats()?.lagMs ?? 0) / SECOND_MS,
  );
  metrics.gauge("evenkeel_ticks_paused", "1 while no market data is taken in.", () =>
    ticks.stats()?.paused == null ? 0 : 1,
  );
}
