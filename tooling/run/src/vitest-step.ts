import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { REPORTS } from "./root.ts";
import type { Step, StepEnd } from "./step.ts";
import { settleTally, type Tally } from "./tally.ts";
import { REPORT_FILE, type VitestReport } from "./tally-reporter.ts";

const reportOf = (name: string): string => join(REPORTS, `${name}.json`);

/** Projects without files are named in the tally, not hidden by `--passWithNoTests`. */
export function vitestStep(name: string, projects: readonly string[], msMax: number): Step {
  rmSync(reportOf(name), { force: true });
  return {
    name,
    command: "vitest",
    args: [
      "run",
      "--passWithNoTests",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=./tooling/run/src/tally-reporter.ts",
    ],
    env: { [REPORT_FILE]: reportOf(name) },
    msMax,
  };
}

function readReport(name: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(reportOf(name), "utf8")) as VitestReport;
  } catch {
    return undefined;
  }
}

export function vitestTally(end: StepEnd, projects: readonly string[]): Tally {
  const report = readReport(end.name);
  const empty = projects.filter((project) => !report?.projects.includes(project));
  return settleTally(end.name, report && { ...report, empty }, end.exitCode);
}
