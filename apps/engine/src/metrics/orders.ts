import { HOPS, isLive, type OrderState } from "@evenkeel/core/order";
import { openPairs } from "@evenkeel/core/position";
import { type Amount, toFloat, ZERO } from "@evenkeel/core/units";
import type { Metrics, Sample } from "@evenkeel/telemetry/metrics";
import { apartAtMarket } from "../view/kpis.ts";
import { MILLISECONDS } from "./bounds.ts";
import type { MetricSources } from "./sources.ts";

const LIVE_STATES = [
  "intended",
  "sending",
  "acknowledged",
  "cancelling",
  "unknown",
  "settling",
] as const satisfies OrderState[];

export function registerOrders(metrics: Metrics, { state, measures, nowMs }: MetricSources): void {
  const { hops, unhedged, guard } = measures;
  metrics.histogram("evenkeel_order_hop_seconds", "What an order waits for: decide, store, hand, reply, fill.", {
    ...MILLISECONDS,
    series: HOPS.map((hop) => ({ labels: { hop }, histogram: hops.histograms[hop] })),
  });
  metrics.counter("evenkeel_orders_total", "Orders sent, by the venue's answer and by purpose.", hops.outcomes);
  metrics.gauge("evenkeel_live_orders", "Orders the venue may still hold or execute, by state.", () =>
    LIVE_STATES.map((name): Sample => {
      let value = 0;
      for (const order of state.portfolio.orders.values()) if (isLive(order.state) && order.state === name) value += 1;
      return { labels: { state: name }, value };
    }),
  );
  metrics.counter("evenkeel_unhedged_seconds_total", "Time in which pairs stood with one leg ahead.", () =>
    unhedged.seconds(state.portfolio.pairs.values(), nowMs()),
  );
  metrics.gauge("evenkeel_unhedged_notional_usdt", "What stands without its counterpart now, at market.", () => {
    let apart = ZERO;
    for (const pair of openPairs(state.portfolio))
      if (pair.unhedgedSince !== null) apart = (apart + apartAtMarket(state, pair)) as Amount;
    return toFloat(apart);
  });
  metrics.counter(
    "evenkeel_unguarded_position_minutes_total",
    "Minutes times open pairs in which no engine ran, or its books did not agree with a venue of theirs.",
    guard.minutes,
  );
}
