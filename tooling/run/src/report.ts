import type { StepEnd } from "./step.ts";
import type { Tally } from "./tally.ts";

/** One line a step; the output only of a step that failed. */
export function printStep(end: StepEnd, tally: Tally): void {
  const good = tally.failed === 0;
  const counts = tally.passed + tally.failed > 1 ? `  ${tally.passed} passed, ${tally.failed} failed` : "";
  if (!good && end.output !== "") console.log(`\n${end.output.trimEnd()}\n`);
  console.log(`${good ? "ok    " : "FAILED"} ${end.name.padEnd(12)} ${end.seconds.toFixed(1).padStart(6)} s${counts}`);
  for (const suite of tally.empty) console.log(`       no tests in ${suite}`);
}

export function printSkips(tally: Tally): void {
  if (tally.skipped.length === 0) return;
  console.log(`\n${tally.skipped.length} skipped:`);
  for (const { name, reason } of tally.skipped) console.log(`  ${name}: ${reason}`);
}

/** Together at the end: a log of many thousand lines is cut in the middle before anybody reads it. */
export function printFailures(tally: Tally): void {
  if (tally.failed === 0) return;
  console.log(`\n${tally.failed} failed:`);
  for (const { name, reason } of tally.failures) console.log(`  ${name}: ${reason}`);
}
