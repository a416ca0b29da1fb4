import { DAY_MS } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { describe, expect, it } from "vitest";
import { timeUntil } from "./time-until.ts";

const DEMO = { world: "demo", symbols: 400 } as const;
const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);
const EXIT_DAYS_MAX = 60;
const EXITED_MIN = 8;

describe("the demo world under the shipped defaults, left alone", () => {
  const days: (number | null)[] = [];

  it.each(SEEDS)("seed %i runs until a funded pair was left because its carry ended, or sixty days", (seed) => {
    const simulation = new Simulation({ ...DEMO, seed, speed: 1_800, frameMs: 4_000 });
    const exited = () =>
      [...simulation.journal.pairs.values()].some(
        (pair) =>
          pair.stage === "closed" && pair.closeReason?.startsWith("carry ended") === true && pair.funding !== 0n,
      );
    const took = timeUntil(simulation, EXIT_DAYS_MAX * DAY_MS, DAY_MS, exited);
    days.push(took === null ? null : took / DAY_MS);
    expect(days.length).toBe(seed);
  });

  it("exits by its own rule within 60 simulated days in at least 8 of 10 seeds", () => {
    process.stdout.write(`first exit by rule, day: ${days.map((day) => day?.toFixed(0) ?? "none").join(", ")}\n`);
    expect(days.filter((day) => day !== null).length).toBeGreaterThanOrEqual(EXITED_MIN);
  });
});
