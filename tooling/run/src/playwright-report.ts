import { NOTHING, type Skip, type Tally } from "./tally.ts";

type PlaywrightTest = {
  readonly status: string;
  readonly annotations?: readonly { readonly type: string; readonly description?: string }[];
};
type PlaywrightSuite = {
  readonly title: string;
  readonly specs?: readonly { readonly title: string; readonly tests: readonly PlaywrightTest[] }[];
  readonly suites?: readonly PlaywrightSuite[];
};
export type PlaywrightReport = { readonly suites: readonly PlaywrightSuite[]; readonly errors: readonly unknown[] };

type Ended = { readonly name: string; readonly test: PlaywrightTest };

function listTests(suite: PlaywrightSuite, above: string): Ended[] {
  const path = `${above}${suite.title} > `;
  return [
    ...(suite.specs ?? []).flatMap(({ title, tests }) => tests.map((test) => ({ name: path + title, test }))),
    ...(suite.suites ?? []).flatMap((inner) => listTests(inner, path)),
  ];
}

const skipOf = ({ name, test }: Ended): Skip => {
  const why = test.annotations?.find(({ type }) => type === "skip" || type === "fixme")?.description;
  return { name, reason: why ?? "no reason given" };
};

/** A flaky test failed at least once on the same code, so it counts as failed. */
export function readPlaywright(report: PlaywrightReport): Tally {
  const tests = report.suites.flatMap((suite) => listTests(suite, ""));
  const skipped = tests.filter(({ test }) => test.status === "skipped");
  const passed = tests.filter(({ test }) => test.status === "expected").length;
  return {
    ...NOTHING,
    passed,
    failed: tests.length - passed - skipped.length + report.errors.length,
    skipped: skipped.map(skipOf),
  };
}
