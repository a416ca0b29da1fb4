/** A test that did not pass or did not run, and why. */
export type Named = { readonly name: string; readonly reason: string };

/** What a run of tests came to. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Named[];
  readonly skipped: readonly Named[];
  /** Names of the suites that were asked for and hold no test. */
  readonly empty: readonly string[];
};

export const NOTHING: Tally = { passed: 0, failed: 0, failures: [], skipped: [], empty: [] };
/** A step that is not made of tests counts as one. */
export const ONE_PASSED: Tally = { ...NOTHING, passed: 1 };
export const oneFailed = (name: string, exitCode: number): Tally => ({
  ...NOTHING,
  failed: 1,
  failures: [{ name, reason: `ended with ${exitCode}` }],
});

export const addTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      failures: [...sum.failures, ...tally.failures],
      skipped: [...sum.skipped, ...tally.skipped],
      empty: [...sum.empty, ...tally.empty],
    }),
    NOTHING,
  );

/** A runner that fails without naming a failed test (a crash, a time-out, no report) is one failure. */
export function settleTally(name: string, reported: Tally | undefined, exitCode: number): Tally {
  const unnamed = reported === undefined || (exitCode !== 0 && reported.failed === 0);
  return unnamed ? addTallies([reported ?? NOTHING, oneFailed(name, exitCode)]) : reported;
}

/** Continuous integration reads this line. */
export const lastLine = (tally: Tally): string => `${tally.passed} passed, ${tally.failed} failed`;
