import { runStep, type Step, type StepEnd } from "./step.ts";
import { ONE_PASSED, oneFailed, type Tally } from "./tally.ts";
import { vitestStep, vitestTally } from "./vitest-step.ts";

const FAST_PROJECTS = ["unit", "scenario"];
/** Against a test that hangs, not against a slow machine. */
const MS_MAX = 900_000;
const LANES = 2;

export type Verified = { readonly end: StepEnd; readonly tally: Tally };

/** Longest first, so that the two lanes end together. */
const listSteps = (): Step[] => [
  { name: "types", command: "tsc", args: ["-b"], msMax: MS_MAX },
  vitestStep("tests", FAST_PROJECTS, MS_MAX),
  { name: "lint", command: "oxlint", args: ["--type-aware", "--deny-warnings", "."], msMax: MS_MAX },
  { name: "format", command: "biome", args: ["check", "--error-on-warnings", "."], msMax: MS_MAX },
  { name: "tidy", command: process.execPath, args: ["tooling/tidy/src/main.ts"], msMax: MS_MAX },
];

function tallyOf(end: StepEnd): Tally {
  if (end.name === "tests") return vitestTally(end, FAST_PROJECTS);
  return end.exitCode === 0 ? ONE_PASSED : oneFailed(end.name, end.exitCode);
}

/** Everything that needs neither database nor network, two steps at a time; `report` hears each end. */
export async function verifyAll(report: (verified: Verified) => void): Promise<Tally[]> {
  const waiting = listSteps();
  const tallies: Tally[] = [];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const end = await runStep(step, false);
      const tally = tallyOf(end);
      tallies.push(tally);
      report({ end, tally });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return tallies;
}
