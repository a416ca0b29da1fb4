import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { ComputeFailure } from "@evenkeel/core/risk";
import { err, ok, type Result } from "@evenkeel/core/units";
import { Piscina } from "piscina";

export type PoolOptions = {
  /** Its export `perform` performs a task. */
  readonly worker: URL;
  readonly threads?: number;
  readonly taskMsMax: number;
};

export type Pool = {
  readonly threads: number;
  /** Never rejects. Over the queue's length the task is refused; nothing waits without a bound. */
  readonly run: <Answer>(task: unknown) => Promise<Result<Answer, ComputeFailure>>;
  readonly close: () => Promise<void>;
};

/** Tasks that may wait behind the running ones. */
const QUEUE_LENGTH_MAX = 64;
/** One thread stays warm; the others leave after this much idleness. */
const IDLE_MS = 30_000;
const HEAP_MB_MAX = 256;
/** Workers give way to the thread that trades. */
const NICENESS = 5;

/** One core stays with the event loop. */
export const threadsDefault = (): number => Math.max(1, availableParallelism() - 1);

/** A worker that dies or overruns is replaced by the pool; its task ends as a value. */
export function createPool({ worker, threads = threadsDefault(), taskMsMax }: PoolOptions): Pool {
  const pool = new Piscina({
    filename: fileURLToPath(worker),
    name: "perform",
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    niceIncrement: NICENESS,
    // Sums need no secrets and no more memory than this; one that takes more dies alone.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    // A waiting worker sleeps in its own event loop instead of on a lock: nothing to wake when the process ends.
    atomics: "disabled",
  });
  let closed = false;
  let underWay = 0;
  // A death is told by the task that was under way; without a listener it would be the process's.
  pool.on("error", () => {});
  return {
    threads,
    async run<Answer>(task: unknown): Promise<Result<Answer, ComputeFailure>> {
      if (closed) return err({ code: "stopped", message: "the pool is closed" });
      // Counted here: the pool's own bound does not hold for tasks that can be aborted.
      if (underWay >= threads + QUEUE_LENGTH_MAX)
        return err({ code: "queue-full", message: `${QUEUE_LENGTH_MAX} tasks wait already` });
      const late = AbortSignal.timeout(taskMsMax);
      underWay += 1;
      try {
        const answer: unknown = await pool.run(task, { signal: late });
        return ok(answer as Answer);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (closed) return err({ code: "stopped", message });
        if (late.aborted) return err({ code: "timed-out", message: `a task took longer than ${taskMsMax} ms` });
        return err({ code: "worker-died", message });
      } finally {
        underWay -= 1;
      }
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}
