import { FAULT_NAMES } from "@evenkeel/exchange-sim";
import { BETWEEN_NAMES } from "@evenkeel/testkit/simulation";
import { afterAll, describe, expect, it } from "vitest";
import { countDay, createBranchDays, sayDays, untaken } from "./branches.ts";
import { createPool } from "./pool.ts";
import { MARKET_EVENTS_MIN, replayCommand, seedLine } from "./seed.ts";

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);
const ROUND_TRIPS_MIN = 5;
const SPREADS_MIN = 50;

const pool = createPool();
const fired = new Map<string, number>();
let spreads = 0;
const branchDays = createBranchDays();
afterAll(pool.close);

describe("a simulated day under faults keeps every invariant after every event", () => {
  it.concurrent.each(SEEDS)("day of seed %i, twice to the same trace (I17)", async (seed) => {
    const result = await pool.run(seed);
    if (!result.ok) throw new Error(`${result.problem}\nto see it again: ${replayCommand(seed)}`);
    const { report } = result;
    for (const [name, count] of Object.entries(report.faults)) fired.set(name, (fired.get(name) ?? 0) + count);
    spreads += report.spreads;
    countDay(branchDays, report.covered);
    process.stdout.write(`${seedLine(report)}\n`);
    expect(report.marketEvents).toBeGreaterThanOrEqual(MARKET_EVENTS_MIN);
    expect(report.roundTrips).toBeGreaterThanOrEqual(ROUND_TRIPS_MIN);
  });

  it("opens and closes spreads across two venues somewhere in these seeds", () => {
    expect(spreads).toBeGreaterThanOrEqual(SPREADS_MIN);
  });

  it("fires every fault of the schedule somewhere in these seeds", () => {
    const names = [...FAULT_NAMES, ...BETWEEN_NAMES];
    process.stdout.write(`${names.map((name) => `${name} ${fired.get(name) ?? 0}`).join(" · ")}\n`);
    expect(names.filter((name) => !fired.has(name))).toEqual([]);
  });

  it("goes every named way through the core somewhere in these seeds", () => {
    process.stdout.write(`${sayDays(branchDays)}\n`);
    expect(untaken(branchDays)).toEqual([]);
  });
});
