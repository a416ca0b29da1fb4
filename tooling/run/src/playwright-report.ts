import { stripVTControlCharacters } from "node:util";
import { type Named, NOTHING, type Tally } from "./tally.ts";

type PlaywrightTest = {
  readonly status: string;
  readonly results?: readonly { readonly error?: { readonly message?: string } }[];
  readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
};
type PlaywrightSuite = {
  readonly title: string;
  readonly specs?: readonly { readonly title: string; readonly tests: readonly PlaywrightTest[] }[];
  readonly suites?: readonly PlaywrightSuite[];
};
export type PlaywrightReport = {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
};

type Ended = { readonly name: string; readonly test: PlaywrightTest };

function listTests(suite: PlaywrightSuite, above: string): Ended[] {
  const path = `${above}${suite.title} > `;
  return [
    ...(suite.specs ?? []).flatMap(({ title, tests }) => tests.map((test) => ({ name: path + title, test }))),
    ...(suite.suites ?? []).flatMap((inner) => listTests(inner, path)),
  ];
}

/** The first line of a message; Playwright colours it. */
const firstLine = (message: string | undefined): string =>
  stripVTControlCharacters(message ?? "no error given").split("\n", 1)[0] ?? "";

const failureOf = ({ name, test }: Ended): Named => ({
  name,
  reason: firstLine(test.results?.find(({ error }) => error !== undefined)?.error?.message),
});

const skipOf = ({ name, test }: Ended): Named => {
  const why = test.annotations?.find(({ type }) => type === "skip" || type === "fixme")?.description;
  return { name, reason: why ?? "no reason given" };
};

/** A flaky test failed at least once on the same code, so it counts as failed. */
export function readPlaywright(report: PlaywrightReport): Tally {
  const tests = report.suites.flatMap((suite) => listTests(suite, ""));
  const skipped = tests.filter(({ test }) => test.status === "skipped");
  const failures = [
    ...tests.filter(({ test }) => test.status !== "expected" && test.status !== "skipped").map(failureOf),
    ...report.errors.map(({ message }) => ({ name: "outside every test", reason: firstLine(message) })),
  ];
  return {
    ...NOTHING,
    passed: tests.filter(({ test }) => test.status === "expected").length,
    failed: failures.length,
    failures,
    skipped: skipped.map(skipOf),
  };
}
