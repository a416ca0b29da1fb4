import type { Compute } from "@evenkeel/core/ports";
import type { ComputeFailure, RiskNumbers, RiskQuestion } from "@evenkeel/core/risk";
import { err, type Result } from "@evenkeel/core/units";
import { BLOCKS, findFlaw, lossesLength } from "./kernels/assess.ts";
import { createPool } from "./pool.ts";
import type { Task } from "./worker.ts";

/** Ten times what ten thousand paths of a dozen pairs take on a slow core. */
const TASK_MS_MAX = 20_000;

/** Splits the paths over the pool's threads; which thread takes which block changes nothing in the answer. */
export function createCompute(options: { readonly threads?: number } = {}): Compute {
  const pool = createPool({ worker: new URL("./worker.ts", import.meta.url), taskMsMax: TASK_MS_MAX, ...options });

  const simulate = async (question: RiskQuestion, losses: Float64Array): Promise<ComputeFailure | null> => {
    const share = Math.ceil(BLOCKS / pool.threads);
    const parts = Array.from({ length: Math.ceil(BLOCKS / share) }, (_, part): Task => {
      const from = part * share;
      return { kind: "simulate", question, losses, from, to: Math.min(BLOCKS, from + share) };
    });
    const ended = await Promise.all(parts.map((part) => pool.run<null>(part)));
    const failed = ended.find((result) => !result.ok);
    return failed === undefined || failed.ok ? null : failed.error;
  };

  return {
    threads: pool.threads,
    async assess(question): Promise<Result<RiskNumbers, ComputeFailure>> {
      const flaw = findFlaw(question);
      if (flaw !== null) return err({ code: "bad-question", message: flaw });
      const bytes = lossesLength(question) * Float64Array.BYTES_PER_ELEMENT;
      const losses = new Float64Array(new SharedArrayBuffer(bytes));
      const failed = question.tooYoung === null ? await simulate(question, losses) : null;
      if (failed !== null) return err(failed);
      return pool.run<RiskNumbers>({ kind: "conclude", question, losses } satisfies Task);
    },
    close: pool.close,
  };
}
