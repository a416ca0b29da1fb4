import type { RiskNumbers, RiskQuestion } from "@evenkeel/core/risk";
import { conclude, simulateBlocks } from "./kernels/assess.ts";

/** `losses` is shared: every task writes its own blocks, the last one reads them all. */
export type Task =
  | {
      readonly kind: "simulate";
      readonly question: RiskQuestion;
      readonly losses: Float64Array;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "conclude"; readonly question: RiskQuestion; readonly losses: Float64Array };

export function perform(task: Task): RiskNumbers | null {
  if (task.kind === "conclude") return conclude(task.question, task.losses);
  simulateBlocks(task.question, task.from, task.to, task.losses);
  return null;
}
