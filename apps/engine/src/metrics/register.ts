import { createMetrics, type Metrics } from "@evenkeel/telemetry/metrics";
import { registerBooks } from "./books.ts";
import { registerMarket } from "./market.ts";
import { registerOrders } from "./orders.ts";
import type { MetricSources } from "./sources.ts";
import { registerStorage } from "./storage.ts";
import { registerTicks } from "./ticks.ts";
import { registerVenues } from "./venues.ts";

/** Every metric of this process. What each means and what to do about it is in docs/operations.md. */
export function registerMetrics(sources: MetricSources): Metrics {
  const metrics = createMetrics();
  registerMarket(metrics, sources);
  registerOrders(metrics, sources);
  registerBooks(metrics, sources);
  registerVenues(metrics, sources);
  registerStorage(metrics, sources);
  registerTicks(metrics, sources);
  return metrics;
}
