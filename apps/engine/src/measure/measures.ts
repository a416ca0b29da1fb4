import { join } from "node:path";
import type { FooterView, TicksView } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import type { DurableState } from "@evenkeel/core/events";
import { isOpenPair } from "@evenkeel/core/position";
import { type Database, verifyAudit } from "@evenkeel/store/history";
import { createHistogram } from "@evenkeel/telemetry/metrics";
import type { Log } from "../log.ts";
import { createFrameCounts } from "./frames.ts";
import { countUnguarded, createGuardWatch } from "./guard-watch.ts";
import { watchLoopLag } from "./loop-lag.ts";
import { createOrderHops } from "./order-hops.ts";
import { createUnhedgedClock } from "./unhedged.ts";

/** One tick in so many is timed: asking the clock costs as much as some ticks. */
const SAMPLE_EVERY = 8;
const MICROSECONDS = 1_000;
const TENTHS = 10;

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * TENTHS) / TENTHS);

type MeasureOptions = { readonly dataFolder: string; readonly durable: DurableState; readonly nowMs: () => number };

/** What this process knows about itself: the footer of the deck shows a little of it, a scrape all. */
export function createMeasures({ dataFolder, durable, nowMs }: MeasureOptions) {
  const startedAtMs = nowMs();
  const decisions = createHistogram();
  const commits = createHistogram();
  const loopLag = watchLoopLag();
  const openPairs = durable.pairs.filter(isOpenPair).length;
  const guard = createGuardWatch(join(dataFolder, "guarded-until"), startedAtMs, openPairs);
  let count = 0;
  let auditChained: boolean | null = null;
  return {
    decisions,
    commits,
    guard,
    loopLag: loopLag.histogram,
    frames: createFrameCounts(),
    hops: createOrderHops({ wallMs: nowMs, elapsedMs: () => performance.now() }),
    unhedged: createUnhedgedClock(startedAtMs),
    /** From the frame's handing over to the decision. */
    tick(run: () => void): void {
      count += 1;
      if (count % SAMPLE_EVERY !== 0) return run();
      const beganMs = performance.now();
      run();
      decisions.record((performance.now() - beganMs) * MICROSECONDS);
    },
    pulse(state: EngineState): void {
      guard.pulse(nowMs(), countUnguarded(state));
    },
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
    footer: (sequence: number, ticks: TicksView): FooterView => ({
      decisionMicrosP50: rounded(decisions.percentile(50)),
      decisionMicrosP99: rounded(decisions.percentile(99)),
      commitMsP99: rounded(commits.percentile(99)),
      sequence,
      auditChained,
      ticks,
    }),
    stop(): void {
      loopLag.stop();
      guard.stop(nowMs());
    },
  };
}

export type Measures = ReturnType<typeof createMeasures>;
