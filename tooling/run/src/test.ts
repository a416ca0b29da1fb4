import { browserStep, browserTally, hasBrowserTests, NO_BROWSER_TESTS } from "./browser-step.ts";
import { printFailures, printSkips, printStep } from "./report.ts";
import { endWithSignals, runStep } from "./step.ts";
import { addTallies, lastLine, type Tally } from "./tally.ts";
import { verifyAll } from "./verification.ts";
import { vitestStep, vitestTally } from "./vitest-step.ts";

/** After what `verify` runs; cheap and telling ones first. */
const SLOW_PROJECTS = ["contract", "fuzz", "database", "simulation", "recovery"];
/** Against a test that hangs, not against a slow machine. */
const MS_MAX = 1_800_000;

async function runProject(project: string): Promise<Tally> {
  console.log(`\n--- ${project}`);
  const end = await runStep(vitestStep(project, [project], MS_MAX), true);
  const tally = vitestTally(end, [project]);
  printStep(end, tally);
  return tally;
}

async function runBrowser(): Promise<Tally> {
  console.log("\n--- e2e");
  if (!hasBrowserTests()) {
    console.log("       no tests in e2e");
    return NO_BROWSER_TESTS;
  }
  const end = await runStep(browserStep(MS_MAX), true);
  const tally = browserTally(end);
  printStep(end, tally);
  return tally;
}

endWithSignals();
const tallies = await verifyAll(({ end, tally }) => printStep(end, tally));
for (const project of SLOW_PROJECTS) tallies.push(await runProject(project));
tallies.push(await runBrowser());
const total = addTallies(tallies);
printSkips(total);
printFailures(total);
console.log(`\n${lastLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
