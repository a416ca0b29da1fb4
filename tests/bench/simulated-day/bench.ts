import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { MINUTE_MS } from "@evenkeel/core/units";
import { advance, createExchange } from "@evenkeel/exchange-sim";
import { createInProcessVenue, emptyMark, emptyTop } from "@evenkeel/testkit/in-process";
import { BUSY, createDirectory, INTENSITIES, Simulation } from "@evenkeel/testkit/simulation";
import { columns, count, times } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { VENUE } from "../venue.ts";

const SYMBOLS = 24;
const SPEED = 60;
const FRAME_MS = 250;
const VENUE_MINUTES = 24 * 60;
const ROUNDS = 3;
const ACCOUNT = "simulation";

/** A seeded operator closes pairs at random and nothing cools down, so that the day is full of trades. */
const CHURN = { ...DEFAULT_CONFIG, exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 0 } };

type Pace = { readonly events: number; readonly perSecond: number };

const best = (paces: readonly Pace[]): Pace =>
  paces.reduce((fastest, pace) => (pace.perSecond > fastest.perSecond ? pace : fastest));

function timed(run: () => number): Pace {
  const from = performance.now();
  const events = run();
  return { events, perSecond: (events / (performance.now() - from)) * 1_000 };
}

/** The same world looked at as often as the simulation does, with nobody listening. */
function runWorld(seed: number): number {
  const exchange = createExchange({
    world: "demo",
    seed,
    symbols: SYMBOLS,
    accounts: [{ name: ACCOUNT, spot: { USDT: "32500" }, futures: "17500" }],
  });
  const venue = createInProcessVenue({ exchange, account: ACCOUNT, venue: VENUE, directory: createDirectory() });
  const top = emptyTop();
  const mark = emptyMark();
  const fromMs = exchange.nowMs;
  let events = 0;
  for (let wallMs = 0; wallMs * SPEED <= VENUE_MINUTES * MINUTE_MS; wallMs += FRAME_MS) {
    const at = { venueMs: fromMs + wallMs * SPEED, wallMs };
    advance(exchange, at.venueMs);
    for (const listing of venue.listings) {
      if (listing.market === "futures") {
        venue.mark(listing, at, mark);
        events += 1;
      }
      venue.top(listing, at, top);
      events += 1;
    }
  }
  return events;
}

function runEngine(seed: number): { readonly simulation: Simulation; readonly pace: Pace } {
  const simulation = new Simulation({
    seed,
    symbols: SYMBOLS,
    speed: SPEED,
    frameMs: FRAME_MS,
    faults: INTENSITIES.normal,
    config: CHURN,
    habits: BUSY,
  });
  const pace = timed(() => {
    simulation.runVenueMs(VENUE_MINUTES * MINUTE_MS);
    return simulation.report().events;
  });
  return { simulation, pace };
}

async function run({ seed, progress }: Parameters<Bench["run"]>[0]): Promise<Section> {
  const worlds: Pace[] = [];
  const engines: Pace[] = [];
  const traces = new Set<string>();
  let report: ReturnType<Simulation["report"]> | null = null;
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    worlds.push(timed(() => runWorld(seed)));
    const { simulation, pace } = runEngine(seed);
    engines.push(pace);
    report = simulation.report();
    traces.add(report.traceHash);
  }
  if (report === null) throw new Error("no round was run");
  const world = best(worlds);
  const engine = best(engines);
  return {
    name: "simulated-day",
    title:
      "simulated-day · the whole engine on the virtual clock: exchange, faults, journal, invariants after every change",
    lines: [
      `${SYMBOLS} symbols, ${count(report.marketEvents)} market events, ${count(report.sends)} orders, ${report.roundTrips} round trips, crashes ${report.crashes}, ${count(report.checks)} checks; best of ${ROUNDS}`,
      "",
      ...columns([
        ["", "events/s", "the day takes"],
        [
          "engine, exchange, faults, invariants",
          count(engine.perSecond),
          `${(engine.events / engine.perSecond).toFixed(2)} s`,
        ],
        ["the exchange's world alone", count(world.perSecond), `${(world.events / world.perSecond).toFixed(2)} s`],
        ["engine over world, in time", times(world.perSecond / engine.perSecond), ""],
      ]),
    ],
    goals: [],
    faults: traces.size === 1 ? [] : [`the same seed left ${traces.size} different traces`],
    numbers: {
      seed,
      symbols: SYMBOLS,
      venueMinutes: VENUE_MINUTES,
      marketEvents: report.marketEvents,
      engineEventsPerSecond: engine.perSecond,
      worldEventsPerSecond: world.perSecond,
      timeRatio: world.perSecond / engine.perSecond,
      trace: report.traceHash,
    },
  };
}

export const simulatedDay: Bench = {
  name: "simulated-day",
  about: "events per second of the simulated engine, against the exchange's world alone",
  seconds: 5,
  run,
};
