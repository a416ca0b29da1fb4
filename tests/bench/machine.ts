import { cpus, loadavg, totalmem } from "node:os";

export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  /** Jobs running or waiting as the run began: numbers of a busy machine are worth less. */
  readonly load: number;
};

export const describeMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  load: Number((loadavg()[0] ?? 0).toFixed(2)),
});
