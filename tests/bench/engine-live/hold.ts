import { setTimeout as sleep } from "node:timers/promises";
import { parseExposition, type Sample } from "../../recovery/support/exposition.ts";
import { columns, count, figures } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { type BurstDoor, openBurstDoor } from "./burst-door.ts";
import { churn, type OrderTimes, percentile, readOrders } from "./figures.ts";
import { type House, withHouse } from "./house.ts";
import { readProcess } from "./process-figures.ts";

const HOLD_SECONDS = 600;
const HOUR_SECONDS = 3_600;
const BURST_EVERY_SECONDS = 180;
const BURST_SECONDS = 10;
const FRAMES_PER_SECOND_MIN = 2_500;
const BURST_FRAMES_PER_SECOND_MIN = 20_000;
const BURST_COPIES = 6;
const LAG_MS_MAX = 20;
const WIRE_MS_MAX = 25;
const WARM_SECONDS = 4;
/** What is on its way when the last order is answered has arrived by then. */
const SETTLE_SECONDS = 3;

type Burst = { readonly framesPerSecond: number; readonly lag: Lag };
/** Delays of a 20 ms timer by upper bound in seconds, cumulative. */
type Lag = ReadonlyMap<number, number>;
type Scrape = { readonly lag: Lag; readonly fills: number; readonly frames: number };
type Held = {
  readonly seconds: number;
  readonly framesPerSecond: number;
  readonly lag: Lag;
  readonly bursts: readonly Burst[];
  readonly trades: number;
  readonly fills: number;
  readonly orders: readonly OrderTimes[];
  readonly residentMiB: { readonly first: number; readonly last: number };
};

const sum = (samples: readonly Sample[]): number => samples.reduce((total, { value }) => total + value, 0);

async function scrape(house: House): Promise<Scrape> {
  const metrics = parseExposition(await (await fetch(`${house.url}/metrics`)).text());
  const of = (name: string): readonly Sample[] => metrics.get(name)?.samples ?? [];
  const buckets = of("evenkeel_event_loop_lag_seconds").filter(({ name }) => name.endsWith("_bucket"));
  return {
    lag: new Map(buckets.map(({ labels, value }) => [Number(labels["le"]?.replace("+Inf", "Infinity")), value])),
    fills: sum(of("evenkeel_events_total").filter(({ labels }) => labels["kind"] === "fill")),
    frames: sum(of("evenkeel_frames_total")),
  };
}

const between = (from: Lag, to: Lag): Lag =>
  new Map([...to].map(([bound, value]) => [bound, value - (from.get(bound) ?? 0)]));

/** The smallest bound, in milliseconds, that this share of the delays stayed within. */
function lagMs(lag: Lag, share: number): number {
  const all = lag.get(Number.POSITIVE_INFINITY) ?? 0;
  for (const [bound, value] of lag) if (value >= all * share) return bound * 1_000;
  return Number.POSITIVE_INFINITY;
}

async function burst(house: House<BurstDoor>): Promise<Burst> {
  const before = await scrape(house);
  const from = performance.now();
  house.relay.setCopies(BURST_COPIES);
  await sleep(BURST_SECONDS * 1_000);
  house.relay.setCopies(1);
  const seconds = (performance.now() - from) / 1_000;
  const after = await scrape(house);
  return { framesPerSecond: (after.frames - before.frames) / seconds, lag: between(before.lag, after.lag) };
}

const residentMiB = ({ engine }: House): number => readProcess(engine.pid)?.residentMiB ?? Number.NaN;

async function hold(house: House<BurstDoor>, heldSeconds: number, progress: (text: string) => void): Promise<Held> {
  await sleep(WARM_SECONDS * 1_000);
  const first = await scrape(house);
  const firstMiB = residentMiB(house);
  const fromWallMs = Date.now();
  const told = house.relay.counts();
  const bursts: Burst[] = [];
  const from = performance.now();
  const elapsed = (): number => (performance.now() - from) / 1_000;
  for (let round = 1; elapsed() < heldSeconds; round += 1) {
    progress(`${Math.round(elapsed())} of ${heldSeconds} s`);
    await churn(house, round);
    if (elapsed() >= (bursts.length + 1) * BURST_EVERY_SECONDS) bursts.push(await burst(house));
    await sleep(1_000);
  }
  const seconds = elapsed();
  await sleep(SETTLE_SECONDS * 1_000);
  const last = await scrape(house);
  return {
    seconds,
    framesPerSecond: (last.frames - first.frames) / seconds,
    lag: between(first.lag, last.lag),
    bursts,
    trades: house.relay.counts().trades - told.trades,
    fills: last.fills - first.fills,
    orders: (await readOrders(house)).filter(({ decidedMs }) => decidedMs >= fromWallMs),
    residentMiB: { first: firstMiB, last: residentMiB(house) },
  };
}

function sectionOf(name: string, held: Held): Section {
  const { seconds, framesPerSecond, lag, bursts, trades, fills, orders } = held;
  const wire = orders.map(({ decidedMs, wireMs }) => wireMs - decidedMs);
  const [p50, p99] = [percentile(wire, 0.5), percentile(wire, 0.99)];
  const slowest = Math.min(...bursts.map((each) => each.framesPerSecond));
  const lagRow = (name: string, of: Lag): string[] => [
    name,
    ...[0.5, 0.99, 1].map((share) => `≤ ${figures(lagMs(of, share))} ms`),
  ];
  const lost = trades - fills;
  return {
    name,
    title: `${name} · live data with bursts, orders all the while`,
    lines: [
      `${seconds.toFixed(0)} s, 400 symbols, everything on this machine; a burst makes ${BURST_COPIES} newer quotes of every quote for ${BURST_SECONDS} s`,
      "",
      ...columns([
        ["", "measured"],
        ["frames a second", count(framesPerSecond)],
        ["frames a second in the slowest burst", count(slowest)],
        ["trades told by private streams", count(trades)],
        ["of them taken in", count(fills)],
        [`intent to wire, ${orders.length} orders, p50`, `${figures(p50 ?? Number.NaN)} ms`],
        ["intent to wire, p99", `${figures(p99 ?? Number.NaN)} ms`],
        ["engine, resident memory, at first", `${held.residentMiB.first.toFixed(0)} MiB`],
        ["and at the end", `${held.residentMiB.last.toFixed(0)} MiB`],
      ]),
      "",
      ...columns([
        ["delay of a timer", "p50", "p99", "max"],
        lagRow("all the time", lag),
        ...bursts.map((each, at) => lagRow(`burst ${at + 1}`, each.lag)),
      ]),
    ],
    goals: [
      { text: `≥ ${FRAMES_PER_SECOND_MIN} frames a second held`, met: framesPerSecond >= FRAMES_PER_SECOND_MIN },
      {
        text: `≥ ${count(BURST_FRAMES_PER_SECOND_MIN)} frames a second in a burst`,
        met: slowest >= BURST_FRAMES_PER_SECOND_MIN,
      },
      { text: `loop lag p99 ≤ ${LAG_MS_MAX} ms`, met: lagMs(lag, 0.99) <= LAG_MS_MAX },
      { text: `intent to wire p99 ≤ ${WIRE_MS_MAX} ms`, met: (p99 ?? Number.POSITIVE_INFINITY) <= WIRE_MS_MAX },
    ],
    faults: [
      ...(orders.length > 0 ? [] : ["no order was sent"]),
      ...(trades > 0 ? [] : ["no private trade was told"]),
      ...(lost === 0 ? [] : [`${lost} private trades of ${trades} were lost`]),
    ],
    numbers: {
      seconds,
      framesPerSecond,
      burstFramesPerSecond: slowest,
      lagMsP99: lagMs(lag, 0.99),
      trades,
      fills,
      orders: orders.length,
      wireMs: { p50, p99 },
      residentMiB: held.residentMiB,
    },
  };
}

const holding = (name: string, seconds: number, about: string): Bench => ({
  name,
  about,
  seconds: seconds + 30,
  onRequest: true,
  run: async ({ seed, progress }) =>
    withHouse(seed, progress, openBurstDoor, async (house) => sectionOf(name, await hold(house, seconds, progress))),
});

export const engineHold = holding(
  "engine-hold",
  HOLD_SECONDS,
  "ten minutes of live data and bursts of 20,000 quotes a second: loop lag, intent to wire, private trades lost",
);
export const engineHour = holding("engine-hour", HOUR_SECONDS, "the same for an hour");
