import { expect, it } from "vitest";
import { createHistogram } from "./histogram.ts";
import { createMetrics } from "./metrics.ts";

const ownLines = async (metrics: ReturnType<typeof createMetrics>): Promise<string[]> =>
  (await metrics.text()).split("\n").filter((line) => line.includes("evenkeel_"));

it("says nothing where nothing is known, and names what it would say", async () => {
  const metrics = createMetrics();
  metrics.gauge("evenkeel_equity_usdt", "What the account is worth.", () => null);
  expect(await ownLines(metrics)).toEqual([
    "# HELP evenkeel_equity_usdt What the account is worth.",
    "# TYPE evenkeel_equity_usdt gauge",
  ]);
});

it("reads at the moment somebody asks", async () => {
  const metrics = createMetrics();
  let sent = 0;
  metrics.counter("evenkeel_orders_total", "Orders.", () => [{ labels: { outcome: "refused" }, value: (sent += 1) }]);
  expect((await ownLines(metrics)).at(-1)).toBe('evenkeel_orders_total{outcome="refused"} 1');
  expect((await ownLines(metrics)).at(-1)).toBe('evenkeel_orders_total{outcome="refused"} 2');
});

it("shows fixed buckets as growing counts up to infinity, in seconds", async () => {
  const metrics = createMetrics();
  const histogram = createHistogram();
  for (const ms of [0.5, 3, 3, 100_000]) histogram.record(ms);
  const series = [{ labels: { hop: "send" }, histogram }];
  metrics.histogram("evenkeel_hop_seconds", "Hops.", { unitSeconds: 1e-3, doublings: [10, 12], series });
  const lines = await ownLines(metrics);
  expect(lines.slice(2, 6)).toEqual([
    'evenkeel_hop_seconds_bucket{hop="send",le="0.001024"} 1',
    'evenkeel_hop_seconds_bucket{hop="send",le="0.002048"} 1',
    'evenkeel_hop_seconds_bucket{hop="send",le="0.004096"} 3',
    'evenkeel_hop_seconds_bucket{hop="send",le="+Inf"} 4',
  ]);
  expect(lines.at(-2)).toMatch(/^evenkeel_hop_seconds_sum\{hop="send"\} 100\.0065/);
  expect(lines.at(-1)).toBe('evenkeel_hop_seconds_count{hop="send"} 4');
});

it("refuses one name for two metrics", () => {
  const metrics = createMetrics();
  metrics.gauge("evenkeel_same", "One.", () => 1);
  expect(() => metrics.gauge("evenkeel_same", "Two.", () => 2)).toThrow(/already been registered/);
});
