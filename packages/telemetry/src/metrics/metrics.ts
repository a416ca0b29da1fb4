import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import { type Histogram, SMALLEST } from "./histogram.ts";

export type Labels = Readonly<Record<string, string>>;
export type Sample = { readonly labels: Labels; readonly value: number };
/** `null`: not known now, so no line; a guess would be believed. */
export type Reading = number | null | readonly Sample[];

export type HistogramPlan = {
  /** Seconds in the unit the histogram was fed in. */
  readonly unitSeconds: number;
  /** Bounds shown: SMALLEST · 2^n units for these n, where the fixed buckets meet exactly. */
  readonly doublings: readonly [from: number, to: number];
  readonly series: readonly { readonly labels: Labels; readonly histogram: Histogram }[];
};

/** Everything is read when somebody asks: between two scrapes a metric costs nothing. */
export type Metrics = {
  readonly gauge: (name: string, help: string, read: () => Reading | Promise<Reading>) => void;
  readonly counter: (name: string, help: string, read: () => Reading) => void;
  readonly histogram: (name: string, help: string, plan: HistogramPlan) => void;
  readonly contentType: string;
  readonly text: () => Promise<string>;
};

/** Empties itself with every scrape and says "Nan" between two; the engine has a histogram of its own. */
const LIBRARY_LAG = "nodejs_eventloop_lag";

type Line = { readonly metricName?: string; readonly labels: Labels; readonly value: number };

/** `process_*` and `nodejs_*` keep the names every ready-made board knows; ours begin with the product's. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith(LIBRARY_LAG)) registry.removeSingleMetric(name);

  const register = (
    name: string,
    help: string,
    type: string,
    read: () => readonly Line[] | Promise<readonly Line[]>,
  ): void => {
    const metric = {
      name,
      help,
      type,
      aggregator: "omit",
      reset() {},
      get: async () => ({ ...metric, values: await read() }),
    };
    // The registry asks a metric for its name and its values; that ours come from elsewhere is all that differs.
    registry.registerMetric(metric as unknown as Metric);
  };

  return {
    gauge: (name, help, read) => register(name, help, "gauge", async () => linesOf(await read())),
    counter: (name, help, read) => register(name, help, "counter", () => linesOf(read())),
    histogram: (name, help, plan) =>
      register(name, help, "histogram", () => plan.series.flatMap((series) => histogramLines(name, plan, series))),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function linesOf(reading: Reading): readonly Line[] {
  if (reading === null) return [];
  return typeof reading === "number" ? [{ labels: {}, value: reading }] : reading;
}

function histogramLines(name: string, plan: HistogramPlan, { labels, histogram }: HistogramPlan["series"][number]) {
  const [from, to] = plan.doublings;
  const bucket = (le: string, value: number): Line => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value,
  });
  const lines: Line[] = [];
  for (let doublings = from; doublings <= to; doublings += 1) {
    const bound = SMALLEST * 2 ** doublings * plan.unitSeconds;
    lines.push(bucket(String(Number(bound.toPrecision(6))), histogram.countBelow(doublings)));
  }
  lines.push(bucket("+Inf", histogram.count()));
  lines.push({ metricName: `${name}_sum`, labels, value: histogram.sum() * plan.unitSeconds });
  lines.push({ metricName: `${name}_count`, labels, value: histogram.count() });
  return lines;
}
