export type Metric = { readonly type: string; readonly help: string; readonly samples: readonly Sample[] };
export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SERIES = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\+Inf)$/;
const TYPES = new Set(["counter", "gauge", "histogram", "summary"]);

/** Prometheus' text format 0.0.4, taken at its word: whatever a scraper could stumble over throws. */
export function parseExposition(text: string): ReadonlyMap<string, Metric> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const metrics = new Map<string, { type: string; help: string; samples: Sample[] }>();
  const seen = new Set<string>();
  let current = "";
  let help = "";
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (line.startsWith("# HELP ")) {
      const [, , name = "", ...words] = line.split(" ");
      if (!NAME.test(name) || words.length === 0) throw new Error(`bad help: ${line}`);
      help = words.join(" ");
    } else if (line.startsWith("# TYPE ")) {
      const [, , name = "", type = ""] = line.split(" ");
      if (metrics.has(name) || !TYPES.has(type)) throw new Error(`bad type: ${line}`);
      metrics.set(name, { type, help, samples: [] });
      current = name;
    } else {
      const sample = parseSample(line);
      const key = `${sample.name}${JSON.stringify(sample.labels, Object.keys(sample.labels).toSorted())}`;
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      const metric = metrics.get(current);
      if (metric === undefined || !belongs(sample, current, metric.type)) throw new Error(`not of ${current}: ${line}`);
      if (metric.type === "counter" && sample.value < 0) throw new Error(`a counter below zero: ${line}`);
      metric.samples.push(sample);
    }
  }
  for (const [name, metric] of metrics) if (metric.type === "histogram") checkHistogram(name, metric.samples);
  return metrics;
}

function parseSample(line: string): Sample {
  const [, name = "", list = "", number = ""] = SERIES.exec(line) ?? [];
  if (name === "" || !NUMBER.test(number)) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = {};
  for (let rest = list; rest !== ""; ) {
    const [whole = "", label = "", value = ""] = LABEL.exec(rest) ?? [];
    if (whole === "" || label in labels) throw new Error(`bad labels: ${line}`);
    labels[label] = value;
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number) };
}

function belongs({ name, labels }: Sample, metric: string, type: string): boolean {
  if (type !== "histogram") return type === "summary" || name === metric;
  if (name === `${metric}_bucket`) return "le" in labels;
  return name === `${metric}_sum` || name === `${metric}_count`;
}

/** Buckets grow, the last is everything, and it is the count. */
function checkHistogram(metric: string, samples: readonly Sample[]): void {
  const groups = Map.groupBy(samples, ({ labels: { le: _le, ...rest } }) => JSON.stringify(rest));
  for (const [labels, group] of groups) {
    const buckets = group.filter(({ name }) => name.endsWith("_bucket"));
    const bounds = buckets.map(({ labels: { le = "" } }) => (le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le)));
    const growing = buckets.every(
      ({ value }, at) =>
        at === 0 || (value >= (buckets[at - 1]?.value ?? 0) && (bounds[at] ?? 0) > (bounds[at - 1] ?? 0)),
    );
    const count = group.find(({ name }) => name === `${metric}_count`)?.value;
    const whole = group.some(({ name }) => name === `${metric}_sum`) && bounds.at(-1) === Number.POSITIVE_INFINITY;
    if (!growing || !whole || buckets.at(-1)?.value !== count) throw new Error(`not a histogram: ${metric} ${labels}`);
  }
}
