import type { FooterView } from "@evenkeel/api/views";
import { type Database, verifyAudit } from "@evenkeel/store/history";
import type { Log } from "../log.ts";
import { createHistogram } from "./histogram.ts";

/** One tick in so many is timed: asking the clock costs as much as some ticks. */
const SAMPLE_EVERY = 8;
const MICROSECONDS = 1_000;
const TENTHS = 10;

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * TENTHS) / TENTHS);

/** What the footer of the deck shows about this process. */
export function createMeasures() {
  const ticks = createHistogram();
  const commits = createHistogram();
  let count = 0;
  let auditChained: boolean | null = null;
  return {
    /** From the frame's handing over to the decision. */
    tick(run: () => void): void {
      count += 1;
      if (count % SAMPLE_EVERY !== 0) return run();
      const beganMs = performance.now();
      run();
      ticks.record((performance.now() - beganMs) * MICROSECONDS);
    },
    commit: commits.record,
    /** Once per start, beside the work: a broken chain is shown, it does not stop a hedge. */
    verifyAudit(database: Database, log: Log): void {
      verifyAudit(database).then(
        (verdict) => {
          auditChained = verdict.ok || verdict.problem === "head-missing";
          if (!auditChained) log.error({ alert: "CRITICAL", verdict }, "the audit trail was changed");
        },
        (error: unknown) => log.warn({ error: String(error) }, "the audit trail was not verified"),
      );
    },
    footer: (sequence: number): FooterView => ({
      decisionMicrosP50: rounded(ticks.percentile(50)),
      decisionMicrosP99: rounded(ticks.percentile(99)),
      commitMsP99: rounded(commits.percentile(99)),
      sequence,
      auditChained,
    }),
  };
}
