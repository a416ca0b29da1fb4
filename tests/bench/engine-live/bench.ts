import { setTimeout as sleep } from "node:timers/promises";
import { columns, count, figures } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { churn, type OrderTimes, percentile, readOrders } from "./figures.ts";
import { type House, SPEED, withHouse } from "./house.ts";
import { type ProcessFigures, readProcess } from "./process-figures.ts";
import { openRelay } from "./relay.ts";

const WARM_SECONDS = 4;
const MEASURED_SECONDS = 30;
const RESIDENT_MIB_MAX = 400;
const SECOND_MS = 1_000;

type Sample = { readonly figures: ProcessFigures; readonly sequence: number; readonly messagesPerSecond: number };
type Footer = Awaited<ReturnType<House["client"]["health"]["query"]>>["footer"];
type Measured = {
  readonly samples: readonly Sample[];
  readonly seconds: number;
  readonly footer: Footer;
  readonly orders: readonly OrderTimes[];
};

async function sample({ engine, client }: House): Promise<Sample> {
  const figuresNow = readProcess(engine.pid);
  if (figuresNow === null) throw new Error("this machine has no /proc to read the engine's memory from");
  const { venues, footer } = await client.health.query();
  const messagesPerSecond = venues.reduce((sum, venue) => sum + (venue.messagesPerSecond ?? 0), 0);
  return { figures: figuresNow, sequence: footer.sequence, messagesPerSecond };
}

async function measure(house: House, progress: (text: string) => void): Promise<Measured> {
  await sleep(WARM_SECONDS * SECOND_MS);
  const samples = [await sample(house)];
  const from = performance.now();
  for (let second = 1; second <= MEASURED_SECONDS; second += 1) {
    progress(`${second} of ${MEASURED_SECONDS} s`);
    await sleep(Math.max(0, from + second * SECOND_MS - performance.now()));
    // Sampled first: a venue's rate is since somebody last asked, and the list of positions asks too.
    samples.push(await sample(house));
    await churn(house, second);
  }
  const seconds = (performance.now() - from) / SECOND_MS;
  const { footer } = await house.client.health.query();
  return { samples, seconds, footer, orders: await readOrders(house) };
}

const milliseconds = (value: number | null): string => (value === null ? "–" : `${figures(Math.max(0, value))} ms`);
const microseconds = (value: number | null): string => (value === null ? "–" : `${figures(value)} µs`);

function spread(values: readonly number[]): { p50: number | null; p99: number | null; max: number | null } {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), max: percentile(values, 1) };
}

function sectionOf({ samples, seconds, footer, orders }: Measured): Section {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new Error("nothing was sampled");
  const processorPercent = ((last.figures.processorSeconds - first.figures.processorSeconds) / seconds) * 100;
  const residentMiB = Math.max(...samples.map((each) => each.figures.residentMiB));
  const asked = samples.slice(1);
  const framesPerSecond = asked.reduce((sum, each) => sum + each.messagesPerSecond, 0) / asked.length;
  const eventsPerSecond = (last.sequence - first.sequence) / seconds;
  const durable = spread(orders.map(({ decidedMs, durableMs }) => durableMs - decidedMs));
  const wire = spread(orders.map(({ durableMs, wireMs }) => wireMs - durableMs));
  const orderRow = (name: string, { p50, p99, max }: ReturnType<typeof spread>): string[] => [
    name,
    milliseconds(p50),
    milliseconds(p99),
    milliseconds(max),
  ];
  return {
    name: "engine-live",
    title: "engine-live · the engine's process on 400 live symbols, with Postgres and the exchange as processes",
    lines: [
      `${seconds.toFixed(0)} s at speed ${SPEED}, everything on this machine; pairs are closed by command so that it keeps trading`,
      "",
      ...columns([
        ["", "measured"],
        ["frames a second", count(framesPerSecond)],
        ["events stepped a second", count(eventsPerSecond)],
        ["engine, share of one core", `${processorPercent.toFixed(1)} %`],
        ["engine, resident memory at most", `${residentMiB.toFixed(0)} MiB`],
        ["decision p50", microseconds(footer.decisionMicrosP50)],
        ["decision p99", microseconds(footer.decisionMicrosP99)],
        ["commit p99", milliseconds(footer.commitMsP99)],
      ]),
      "",
      ...columns([
        [`${orders.length} orders`, "p50", "p99", "max"],
        orderRow("decided to durable", durable),
        orderRow("durable to the exchange's door", wire),
      ]),
    ],
    goals: [{ text: `≤ ${RESIDENT_MIB_MAX} MiB resident`, met: residentMiB <= RESIDENT_MIB_MAX }],
    faults: eventsPerSecond > 0 ? [] : ["the engine stepped nothing"],
    numbers: {
      seconds,
      framesPerSecond,
      eventsPerSecond,
      processorPercent,
      residentMiB,
      decisionMicrosP50: footer.decisionMicrosP50,
      decisionMicrosP99: footer.decisionMicrosP99,
      commitMsP99: footer.commitMsP99,
      orders: orders.length,
      decidedToDurableMs: durable,
      durableToWireMs: wire,
    },
  };
}

export const engineLive: Bench = {
  name: "engine-live",
  about: "CPU, memory, decision and commit times of the engine's process, and durable intent to wire",
  seconds: 40,
  run: async ({ seed, progress }) =>
    withHouse(seed, progress, openRelay, async (house) => sectionOf(await measure(house, progress))),
};
