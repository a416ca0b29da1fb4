import { printFailures, printSkips, printStep } from "./report.ts";
import { endWithSignals } from "./step.ts";
import { addTallies, lastLine } from "./tally.ts";
import { verifyAll } from "./verification.ts";

endWithSignals();
const started = performance.now();
const total = addTallies(await verifyAll(({ end, tally }) => printStep(end, tally)));
printSkips(total);
printFailures(total);
console.log(`\nverified in ${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(lastLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
