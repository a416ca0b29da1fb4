import { createCompute } from "@evenkeel/compute";
import type { PriceHistory } from "@evenkeel/core/ports";
import type { Log } from "../log.ts";
import { createRiskKeeper, type RiskKeeper, type RiskKeeperOptions } from "./keeper.ts";

type Parts = Omit<RiskKeeperOptions, "compute" | "history" | "warn"> & {
  readonly history: PriceHistory | null;
  readonly log: Log;
};

/** Without a past to ask for there is nothing to compute, and the deck says so by waiting. */
const IDLE: RiskKeeper = { pulse: () => {}, skipped: () => 0, close: () => Promise.resolve() };

export function startRisk({ history, log, ...parts }: Parts): RiskKeeper {
  if (history === null) return IDLE;
  return createRiskKeeper({ ...parts, history, compute: createCompute(), warn: (message) => log.warn(message) });
}
