import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { MUTANTS } from "./list.ts";

const MUTANTS_MIN = 43;
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

type Answer = {
  readonly seed?: number;
  readonly day?: number;
  readonly invariant?: string;
  readonly problem?: string;
};

/** A process of its own for each: the mistake is put into the source as it is read, and nowhere else. */
async function live(name: string): Promise<Answer> {
  const { stdout } = await run(process.execPath, ["--import", here("hooks.ts"), here("run.ts"), name]);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer;
}

describe("known mistakes in our own code are caught by a simulated day", () => {
  it("there are enough of them, each with a name of its own", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(MUTANTS_MIN);
  });

  it.concurrent.each(MUTANTS.map(({ name }) => name))("%s", async (name) => {
    const { seed, day, invariant, problem } = await live(name);
    const by = invariant === "" ? "an assertion of the engine" : invariant;
    process.stdout.write(`mutant "${name}" caught by ${by}, seed ${seed}, day ${day} of its search: ${problem}\n`);
    expect(problem).toBeDefined();
  });
});
