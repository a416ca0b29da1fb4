import { DAY_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { SimulationReport } from "@evenkeel/testkit/simulation";
import { BUSY, CRASH_POINTS, drawIntensities, InvariantBroken, Simulation } from "@evenkeel/testkit/simulation";
import { CHURN } from "./churn.ts";

export const SYMBOLS = 32;
export const MARKET_EVENTS_MIN = 100_000;

/** Every seed dies at one named moment at least, early in the day or later. */
const OCCASIONS = 12;

export type SeedResult =
  | { readonly seed: number; readonly ok: true; readonly report: SimulationReport }
  | { readonly seed: number; readonly ok: false; readonly invariant: string; readonly problem: string };

/** One day in so many is one of a squeeze: no price moves as far by itself, and a liquidation must be met in any weather. */
const SQUEEZED_EVERY = 10;
/** A fresh short at twofold leverage comes within its warning, then within its floor. */
const SQUEEZES = [1.22, 1.17].map(Math.log);

/** The perpetual of the pair that stands longest jumps, and jumps again before anybody has closed it by hand. */
function squeeze(simulation: Simulation): void {
  const held = [...simulation.state.portfolio.pairs.values()].find(({ stage }) => stage === "open");
  const symbol = simulation.state.market.instruments[held?.short.instrument ?? -1]?.symbol;
  if (symbol === undefined) return;
  for (const logReturn of SQUEEZES) {
    simulation.venue.command({ kind: "shock", venueTimeMs: simulation.venueMs, symbol, logReturn });
    simulation.runVenueMs(15 * MINUTE_MS);
  }
}

function simulate(seed: number): SimulationReport {
  const point = CRASH_POINTS[seed % CRASH_POINTS.length] ?? CRASH_POINTS[0];
  const simulation = new Simulation({
    seed,
    // Every fourth day is lived at two venues with half of the coins each, and may hold spreads across them.
    ...(seed % 4 === 1 ? { venues: ["binance", "bybit"] as const, symbols: SYMBOLS / 2 } : { symbols: SYMBOLS }),
    faults: drawIntensities(seed),
    crashAt: { point, occasion: Math.floor(seed / CRASH_POINTS.length) % OCCASIONS },
    frameMs: 1_000,
    config: CHURN,
    habits: BUSY,
  });
  simulation.runVenueMs(DAY_MS / 2);
  if (seed % SQUEEZED_EVERY === 0) squeeze(simulation);
  simulation.runVenueMs(DAY_MS / 2);
  simulation.dismissOperator();
  simulation.heal();
  return simulation.report();
}

/** One day under this seed's faults, twice: the second must leave the very trace of the first (I17). */
export function runSeed(seed: number, times: 1 | 2 = 2): SeedResult {
  try {
    const report = simulate(seed);
    if (times === 2) {
      const again = simulate(seed).traceHash;
      if (again !== report.traceHash) throw new InvariantBroken("I17", `trace ${report.traceHash}, then ${again}`);
    }
    return { seed, ok: true, report };
  } catch (error) {
    const invariant = error instanceof InvariantBroken ? error.invariantName : "";
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, ok: false, invariant, problem };
  }
}

export const replayCommand = (seed: number): string => `npm run soak -- --from ${seed} --seeds 1`;

export const seedLine = (report: SimulationReport): string =>
  [
    `seed ${report.seed}`,
    `${SYMBOLS} symbols`,
    `${report.marketEvents} market events`,
    `${report.sends} orders`,
    `${report.roundTrips} round trips, ${report.spreads} of them spreads`,
    `${report.crashes} crashes`,
    `${report.checks} checks`,
    `${Object.values(report.faults).reduce((sum, count) => sum + count, 0)} faults`,
    `worst unhedged ${report.unhedgedMsWorst} ms, at the venues ${report.apartMsWorst} ms`,
    report.traceHash,
  ].join(" · ");
