import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openReceiver } from "@evenkeel/telemetry/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAll, holdPair, openPair, stages } from "./support/drive.ts";
import { type Metric, parseExposition } from "./support/exposition.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";

let house: House;
let engine: Engine;
let outside: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => {
  house = await openHouse();
  outside = await openReceiver();
  await house.startExchange();
  const heartbeat = { EVENKEEL_HEARTBEAT_URL: `${outside.url}/beat`, EVENKEEL_HEARTBEAT_SECONDS: "5" };
  engine = await house.startEngine(undefined, { ...heartbeat, EVENKEEL_HEARTBEAT_OWN_NETWORK: "1" });
  await engine.ready();
});
afterAll(async () => {
  await house.close();
  await outside.close();
});

async function scrape(of: Engine): Promise<ReadonlyMap<string, Metric>> {
  const answer = await fetch(`${of.url}/metrics`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return parseExposition(await answer.text());
}

type Scrape = ReadonlyMap<string, Metric>;

/** The one series of this name and these labels. */
function valueOf(found: Scrape, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const samples = [...found.values()].flatMap((metric) => metric.samples);
  const mine = samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  expect(mine, `${name} ${JSON.stringify(labels)}`).toHaveLength(1);
  return mine[0]?.value ?? Number.NaN;
}

it("counts what a pair's way in and out was", async () => {
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  // The private stream may open the pair before the hedge's own reply is in and its rows are on their way.
  const hops = async () => {
    const found = await scrape(engine);
    return ["decide", "store", "hand", "reply", "fill"].map((hop) =>
      valueOf(found, "evenkeel_order_hop_seconds_count", { hop }),
    );
  };
  await expect.poll(hops, { timeout: 20_000 }).toEqual([2, 2, 2, 2, 2]);
  const open = await scrape(engine);
  expect(valueOf(open, "evenkeel_pairs", { stage: "open" })).toBe(1);
  expect(valueOf(open, "evenkeel_orders_total", { outcome: "acknowledged", purpose: "enter" })).toBe(1);
  expect(valueOf(open, "evenkeel_orders_total", { outcome: "acknowledged", purpose: "hedge" })).toBe(1);
  // The second leg waits for the first one's fill, its own commit and its own reply.
  const unhedgedSeconds = valueOf(open, "evenkeel_unhedged_seconds_total");
  expect(unhedgedSeconds).toBeGreaterThan(0);
  expect(unhedgedSeconds).toBeLessThan(10);
  expect(valueOf(open, "evenkeel_unhedged_notional_usdt")).toBe(0);
  expect(valueOf(open, "evenkeel_profit_usdt", { cause: "fees" })).toBeLessThan(0);
  expect(valueOf(open, "evenkeel_equity_usdt")).toBeGreaterThan(1_000);

  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
  const flat = await scrape(engine);
  const orders = flat.get("evenkeel_orders_total")?.samples ?? [];
  expect(orders.every(({ labels }) => labels["outcome"] === "acknowledged")).toBe(true);
  expect(orders.reduce((sum, { value }) => sum + value, 0)).toBe(4);
  expect(valueOf(flat, "evenkeel_portfolio_version")).toBeGreaterThan(valueOf(open, "evenkeel_portfolio_version"));
});

it("tells somebody outside that it lives, and how it stands", async () => {
  const beats = () => outside.received.map(({ body }) => JSON.parse(body) as { readonly status: string });
  await expect.poll(() => beats().at(-1), { timeout: 15_000 }).toMatchObject({ status: "ready", halted: false });
  expect(valueOf(await scrape(engine), "evenkeel_heartbeat_silent_seconds")).toBeLessThan(15);
  expect(engine.program.output()).not.toContain("/beat");
});

it("counts frames by family, times some of them, and knows its budgets", async () => {
  const found = await scrape(engine);
  for (const family of ["spot", "futures"])
    expect(valueOf(found, "evenkeel_frames_total", { venue: "binance", family, kind: "top" })).toBeGreaterThan(0);
  expect(valueOf(found, "evenkeel_frames_total", { family: "futures", kind: "mark" })).toBeGreaterThan(0);
  expect(valueOf(found, "evenkeel_chain_latency_seconds_count")).toBeGreaterThan(0);
  expect(valueOf(found, "evenkeel_event_loop_lag_seconds_count")).toBeGreaterThan(0);
  expect(valueOf(found, "evenkeel_commit_seconds_count")).toBeGreaterThan(0);
  const used = valueOf(found, "evenkeel_rate_budget_used_ratio", { venue: "binance", family: "futures" });
  expect(used).toBeGreaterThan(0);
  expect(used).toBeLessThanOrEqual(1);
  expect(valueOf(found, "evenkeel_kill_level")).toBe(0);
  expect(valueOf(found, "evenkeel_ready")).toBe(1);
  expect(valueOf(found, "evenkeel_lease_held")).toBe(1);
  expect(valueOf(found, "evenkeel_recorder_bytes_total")).toBeGreaterThan(0);
  expect(valueOf(found, "evenkeel_data_free_bytes")).toBeGreaterThan(0);
});

it.each(["ops/grafana/evenkeel.json", "ops/prometheus/alerts.yml"])("has every metric %s asks for", async (path) => {
  const found = await scrape(engine);
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const named = new Set(text.match(/\b(?:evenkeel|process|nodejs)_[a-z0-9_]+/g));
  expect(named.size).toBeGreaterThan(5);
  const known = [...named].filter((name) => found.has(name) || found.has(name.replace(/_(?:bucket|sum|count)$/, "")));
  expect(known).toEqual([...named]);
});

it("has few series and no secret", async () => {
  const text = await (await fetch(`${engine.url}/metrics`)).text();
  const series = text.split("\n").filter((line) => line.startsWith("evenkeel_"));
  expect(series.length).toBeLessThan(400);
  const { key, secret } = house.account();
  for (const word of [key, secret, house.database.url]) expect(text).not.toContain(word);
});

it("counts the minutes a pair was without its engine", async () => {
  await holdPair(engine);
  const leftMs = Date.now();
  await engine.stop();
  const AWAY_MS = 3_000;
  await sleep(AWAY_MS);
  engine = await house.startEngine();
  await engine.ready();
  const found = await scrape(engine);
  const unguarded = (cause: string): number =>
    valueOf(found, "evenkeel_unguarded_position_minutes_total", { cause }) * 60_000;
  // However long a busy machine takes: no less than it was gone, and no more than passed altogether.
  expect(unguarded("not-running")).toBeGreaterThanOrEqual(AWAY_MS);
  expect(unguarded("not-reconciled")).toBeGreaterThan(0);
  expect(unguarded("not-running") + unguarded("not-reconciled")).toBeLessThanOrEqual(Date.now() - leftMs + 1);
  expect(valueOf(found, "evenkeel_lease_epoch")).toBe(2);
});
