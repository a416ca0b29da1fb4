export type Skip = { readonly name: string; readonly reason: string };

/** What a run of tests came to. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
  /** Names of the suites that were asked for and hold no test. */
  readonly empty: readonly string[];
};

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: [], empty: [] };
/** A step that is not made of tests counts as one. */
export const ONE_PASSED: Tally = { ...NOTHING, passed: 1 };
export const ONE_FAILED: Tally = { ...NOTHING, failed: 1 };

export const addTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: [...sum.skipped, ...tally.skipped],
      empty: [...sum.empty, ...tally.empty],
    }),
    NOTHING,
  );

/** A runner that fails without naming a failed test (a crash, a time-out, no report) is one failure. */
export function settleTally(reported: Tally | undefined, exitCode: number): Tally {
  if (reported === undefined) return ONE_FAILED;
  return exitCode !== 0 && reported.failed === 0 ? { ...reported, failed: 1 } : reported;
}

/** Continuous integration reads this line. */
export const lastLine = (tally: Tally): string => `${tally.passed} passed, ${tally.failed} failed`;
