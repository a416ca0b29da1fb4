/** Runs one seed; where it breaks a rule, says first how to see exactly that again. */
export function replayable<T>(testName: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    process.stdout.write(`${replayCommand(testName)}\n`);
    throw error;
  }
}

export const replayCommand = (testName: string): string =>
  `to see it again: node_modules/.bin/vitest run --project simulation -t "${testName}"`;
