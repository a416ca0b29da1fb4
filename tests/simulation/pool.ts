import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SeedResult } from "./seed.ts";

const WORKER = new URL("./seed-worker.ts", import.meta.url);

type Task = { readonly seed: number; readonly times: 1 | 2; readonly done: (result: SeedResult) => void };

export type Pool = {
  readonly run: (seed: number, times?: 1 | 2) => Promise<SeedResult>;
  readonly close: () => Promise<void>;
};

/** Seeds on every core, each in a thread of its own Node: nothing of one run is seen by another. */
export function createPool(threads = availableParallelism()): Pool {
  const waiting: Task[] = [];
  const idle: Worker[] = [];
  const workers: Worker[] = [];
  const underWay = new Map<Worker, Task>();

  const next = (worker: Worker): void => {
    const task = waiting.shift();
    if (task === undefined) {
      idle.push(worker);
      return;
    }
    underWay.set(worker, task);
    worker.postMessage({ seed: task.seed, times: task.times });
  };

  const start = (): Worker => {
    const worker = new Worker(WORKER, { execArgv: [] });
    const finish = (result: SeedResult | null, problem: string): void => {
      const task = underWay.get(worker);
      underWay.delete(worker);
      task?.done(result ?? { seed: task.seed, ok: false, invariant: "", problem });
    };
    worker.on("message", (result: SeedResult) => {
      finish(result, "");
      next(worker);
    });
    worker.on("error", (error) => finish(null, error.stack ?? error.message));
    workers.push(worker);
    return worker;
  };

  return {
    run: (seed, times = 2) =>
      new Promise((done) => {
        waiting.push({ seed, times, done });
        const worker = idle.pop() ?? (workers.length < threads ? start() : undefined);
        if (worker !== undefined) next(worker);
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
