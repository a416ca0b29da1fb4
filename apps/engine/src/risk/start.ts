import { createCompute } from "@evenkeel/compute";
import type { VenueAdapter } from "@evenkeel/core/ports";
import type { Log } from "../log.ts";
import { createRiskKeeper, type RiskKeeper, type RiskKeeperOptions } from "./keeper.ts";

type Parts = Omit<RiskKeeperOptions, "compute" | "histories" | "warn"> & {
  readonly adapters: readonly Pick<VenueAdapter, "venue" | "history">[];
  readonly log: Log;
};

/** Without a past to ask for there is nothing to compute, and the deck says so by waiting. */
const IDLE: RiskKeeper = { pulse: () => {}, skipped: () => 0, close: () => Promise.resolve() };

export function startRisk({ adapters, log, ...parts }: Parts): RiskKeeper {
  const histories = new Map(
    adapters.flatMap(({ venue, history }) => (history === null ? [] : [[venue, history] as const])),
  );
  if (histories.size === 0) return IDLE;
  return createRiskKeeper({ ...parts, histories, compute: createCompute(), warn: (message) => log.warn(message) });
}
