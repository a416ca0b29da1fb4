import { DAY_MS, MINUTE_MS } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { describe, expect, it } from "vitest";
import { timeUntil } from "./time-until.ts";

/** The demo world as `npm start` shows it: 400 perpetuals, the shipped defaults, nothing special-cased. */
const DEMO = { world: "demo", symbols: 400 } as const;
const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);
/** At speed 60 three minutes at the screen are three hours at the venue. */
const SPEED = 60;

describe("the demo world under the shipped defaults", () => {
  it.each(SEEDS)("seed %i: the first hedged pair within 3 minutes, its funding booked within 10", (seed) => {
    const simulation = new Simulation({ ...DEMO, seed, speed: SPEED, frameMs: 2_000 });
    const pairs = () => [...simulation.state.portfolio.pairs.values()];
    const opened = timeUntil(simulation, 3 * SPEED * MINUTE_MS, 2 * MINUTE_MS, () =>
      pairs().some((pair) => pair.stage === "open"),
    );
    expect(opened).not.toBeNull();
    const left = 10 * SPEED * MINUTE_MS - (opened ?? 0);
    const funded = timeUntil(simulation, left, 10 * MINUTE_MS, () => pairs().some((pair) => pair.funding !== 0n));
    expect(funded).not.toBeNull();
  });
});

describe("the thin world of today", () => {
  it("trades little and says why", () => {
    const simulation = new Simulation({ world: "normal", symbols: 400, seed: 1, speed: SPEED, frameMs: 2_000 });
    simulation.runVenueMs(DAY_MS / 4);
    const { candidates, portfolio } = simulation.state;
    expect(portfolio.pairs.size).toBeLessThanOrEqual(2);
    expect([...candidates.verdict].every((verdict) => Number.isInteger(verdict))).toBe(true);
  });
});
