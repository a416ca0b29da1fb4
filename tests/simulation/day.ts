import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { DAY_MS } from "@evenkeel/core/units";
import { FAULTS, Simulation, type SimulationReport } from "@evenkeel/testkit/simulation";
import { describe, expect, it } from "vitest";
import { replayable } from "./replay.ts";

/** A seeded operator closes pairs at random and nothing cools down, so that one day holds many round trips. */
const CHURN = {
  ...DEFAULT_CONFIG,
  exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 0 },
  // Spot leads in this world and charges makers like takers: orders rest there only when that is said to be worth it.
  // Its books are deep: entries come in parts only where little may be asked of them.
  execution: { ...DEFAULT_CONFIG.execution, makerGainBpsMin: 0, sliceDepthPercentMax: 0.5, sliceMs: 2_000 },
};
const SYMBOLS = 24;

function simulateDay(seed: number): SimulationReport {
  const simulation = new Simulation({
    seed,
    symbols: SYMBOLS,
    faults: FAULTS.normal,
    frameMs: 1_000,
    config: CHURN,
    closeChancePerPulse: 0.005,
  });
  simulation.runVenueMs(DAY_MS);
  return simulation.report();
}

const line = (report: SimulationReport): string =>
  [
    `seed ${report.seed}`,
    `${SYMBOLS} symbols`,
    `${report.marketEvents} market events`,
    `${report.sends} orders`,
    `${report.roundTrips} round trips`,
    `${report.crashes} crashes`,
    `${report.checks} checks`,
    `faults ${Object.values(report.faults).reduce((a, b) => a + b, 0)}`,
    `worst unhedged ${report.unhedgedMsWorst} ms`,
    report.traceHash,
  ].join(" · ");

/** Fifty seeds in two files, so that two cores share them. */
export function describeDays(firstSeed: number, lastSeed: number): void {
  const seeds = Array.from({ length: lastSeed - firstSeed + 1 }, (_, index) => firstSeed + index);
  const fired = new Set<string>();

  describe("a simulated day under faults keeps I1, I2, I4, I5, I6, I7 and I11 after every event", () => {
    it.each(seeds)("day of seed %i, twice to the same trace (I17)", (seed) => {
      const first = replayable(`day of seed ${seed},`, () => simulateDay(seed));
      for (const name of Object.keys(first.faults)) fired.add(name);
      process.stdout.write(`${line(first)}\n`);
      expect(first.marketEvents).toBeGreaterThanOrEqual(100_000);
      expect(first.roundTrips).toBeGreaterThanOrEqual(5);
      expect(simulateDay(seed).traceHash).toBe(first.traceHash);
    });

    it("fires every fault of the schedule somewhere in these seeds", () => {
      expect([...fired].sort()).toEqual(Object.keys(FAULTS.normal).sort());
    });
  });
}
