import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type PlaywrightReport, readPlaywright } from "./playwright-report.ts";
import { REPORTS, ROOT } from "./root.ts";
import type { Step, StepEnd } from "./step.ts";
import { NOTHING, settleTally, type Tally } from "./tally.ts";

const FOLDER = "tests/e2e";
const REPORT = join(REPORTS, "e2e.json");
export const NO_BROWSER_TESTS: Tally = { ...NOTHING, empty: ["e2e"] };

export function hasBrowserTests(): boolean {
  const folder = join(ROOT, FOLDER);
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) => /\.(?:spec|test)\.ts$/.test(path));
}

export function browserStep(msMax: number): Step {
  rmSync(REPORT, { force: true });
  return {
    name: "e2e",
    command: "playwright",
    args: ["test", "--config", FOLDER, "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: REPORT },
    msMax,
  };
}

export function browserTally(end: StepEnd): Tally {
  const report = existsSync(REPORT) ? (JSON.parse(readFileSync(REPORT, "utf8")) as PlaywrightReport) : undefined;
  return settleTally(end.name, report && readPlaywright(report), end.exitCode);
}
