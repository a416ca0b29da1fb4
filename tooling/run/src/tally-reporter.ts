import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";
import type { Named } from "./tally.ts";

/** One finished vitest run. Vitest's own JSON report leaves out why a test was skipped. */
export type VitestReport = {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Named[];
  readonly skipped: readonly Named[];
  readonly projects: readonly string[];
};

export const REPORT_FILE = "EVENKEEL_VITEST_REPORT";

const firstLine = (errors: readonly { readonly message: string }[] | undefined): string =>
  errors?.[0]?.message.split("\n", 1)[0] ?? "never ended";

/** Failures outside any test: a file that does not load, a hook that throws. Its tests never ran. */
const listBroken = (module: TestModule): Named[] =>
  [module, ...module.children.allSuites()]
    .filter((holder) => holder.errors().length > 0)
    .map((holder) => ({
      name: holder.type === "suite" ? holder.fullName : module.relativeModuleId,
      reason: firstLine(holder.errors()),
    }));

export function summarise(modules: readonly TestModule[], unhandled: readonly SerializedError[]): VitestReport {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const states = tests.map((test) => ({ test, result: test.result() }));
  const failures = [
    ...states.flatMap(({ test, result }) =>
      result.state === "failed" || result.state === "pending"
        ? [{ name: `${test.module.relativeModuleId} > ${test.fullName}`, reason: firstLine(result.errors) }]
        : [],
    ),
    ...modules.flatMap(listBroken),
    ...unhandled.map((error) => ({ name: "outside every test", reason: firstLine([error]) })),
  ];
  return {
    passed: states.filter(({ result }) => result.state === "passed").length,
    failed: failures.length,
    failures,
    skipped: states.flatMap(({ test, result }) =>
      result.state === "skipped" ? [{ name: test.fullName, reason: result.note ?? "no reason given" }] : [],
    ),
    projects: [...new Set(modules.map((module) => module.project.name))],
  };
}

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env[REPORT_FILE];
    if (file === undefined) throw new Error(`${REPORT_FILE} names no file`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(summarise(modules, unhandled)));
  }
}
