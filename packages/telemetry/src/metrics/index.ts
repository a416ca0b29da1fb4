export { createHistogram, type Histogram } from "./histogram.ts";
export { createMetrics, type HistogramPlan, type Labels, type Metrics, type Reading, type Sample } from "./metrics.ts";
