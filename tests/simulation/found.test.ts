import { afterAll, describe, expect, it } from "vitest";
import { createPool } from "./pool.ts";
import { replayCommand } from "./seed.ts";

/** Days that once broke a rule. The day of a seed changes with the code; what the fault itself was is a scenario's row. */
const FOUND: readonly (readonly [seed: number, was: string])[] = [
  [9, "I14: a short 8 % from its liquidation waited 36 s for a read that its budget refused"],
  [52, "I10: an order of open fate at a contract that has another name now kept a start waiting for ever"],
];

const pool = createPool();
afterAll(pool.close);

describe("a day that was broken once", () => {
  it.concurrent.each(FOUND)("seed %i %s", async (seed) => {
    const result = await pool.run(seed, 1);
    expect(result.ok, `${result.ok ? "" : result.problem}\nto see it again: ${replayCommand(seed)}`).toBe(true);
  });
});
