import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import type { Skip } from "./tally.ts";

/** One finished vitest run. Vitest's own JSON report leaves out why a test was skipped. */
export type VitestReport = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
  readonly projects: readonly string[];
};

export const REPORT_FILE = "EVENKEEL_VITEST_REPORT";

/** Failures outside any test: a file that does not load, a hook that throws. Its tests never ran. */
function countBroken(module: TestModule): number {
  return [module, ...module.children.allSuites()].filter((holder) => holder.errors().length > 0).length;
}

export function summarise(modules: readonly TestModule[], unhandled: number): VitestReport {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const states = tests.map((test) => ({ test, result: test.result() }));
  return {
    passed: states.filter(({ result }) => result.state === "passed").length,
    failed:
      states.filter(({ result }) => result.state === "failed" || result.state === "pending").length +
      modules.reduce((sum, module) => sum + countBroken(module), 0) +
      unhandled,
    skipped: states.flatMap(({ test, result }) =>
      result.state === "skipped" ? [{ name: test.fullName, reason: result.note ?? "no reason given" }] : [],
    ),
    projects: [...new Set(modules.map((module) => module.project.name))],
  };
}

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env[REPORT_FILE];
    if (file === undefined) throw new Error(`${REPORT_FILE} names no file`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(summarise(modules, unhandled.length)));
  }
}
