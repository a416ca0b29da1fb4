import { QUARANTINE_NAMES } from "@evenkeel/core/market";
import type { Metrics, Sample } from "@evenkeel/telemetry/metrics";
import { MICROSECONDS, MILLISECONDS } from "./bounds.ts";
import type { MetricSources } from "./sources.ts";

export function registerMarket(metrics: Metrics, { state, measures }: MetricSources): void {
  const { frames, decisions, loopLag } = measures;
  metrics.histogram(
    "evenkeel_chain_latency_seconds",
    "From a tick's handing over to the decision; one in eight is timed.",
    {
      ...MICROSECONDS,
      series: [{ labels: {}, histogram: decisions }],
    },
  );
  metrics.histogram("evenkeel_event_loop_lag_seconds", "How late a timer of 20 ms is called.", {
    ...MILLISECONDS,
    series: [{ labels: {}, histogram: loopLag }],
  });
  metrics.counter("evenkeel_frames_total", "Ticks taken in, by venue, family and kind.", () =>
    frames.frames(state.market.instruments),
  );
  metrics.counter("evenkeel_events_total", "Events other than ticks, by kind.", frames.events);
  metrics.counter("evenkeel_frames_dropped_total", "Ticks not used, by reason.", () => [
    { labels: { reason: "out-of-order" }, value: total(state.market.columns.outOfOrderCount) },
  ]);
  metrics.counter("evenkeel_quarantines_total", "Times the data of an instrument was taken out of use.", () =>
    total(state.market.columns.quarantineCount),
  );
  metrics.gauge("evenkeel_quarantined_instruments", "Instruments whose data may not be traded on now, by reason.", () =>
    quarantined(state.market.columns.quarantine.subarray(0, state.market.instruments.length)),
  );
}

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);

function quarantined(reasons: Uint8Array): readonly Sample[] {
  const counts = QUARANTINE_NAMES.map(() => 0);
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return QUARANTINE_NAMES.map((reason, at) => ({ labels: { reason }, value: counts[at] ?? 0 })).slice(1);
}
