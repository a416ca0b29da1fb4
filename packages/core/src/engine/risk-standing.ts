import { openPairCount } from "../position/portfolio.ts";
import type { EngineState } from "./state.ts";

/** No usable answer from here on. Where nothing is held there is nothing to be unknown about. */
export function beginUnknown(state: EngineState): void {
  if (openPairCount(state.portfolio) === 0) return;
  if (state.riskNumbers.failingSince === 0) state.riskNumbers.failingSince = state.wallNowMs;
}

/** With the last pair goes all that was known or unknown of it: the next one is measured for itself. */
export function forgetRisk(state: EngineState): void {
  if (openPairCount(state.portfolio) > 0) return;
  state.riskNumbers.measured = null;
  state.riskNumbers.failure = null;
  state.riskNumbers.failingSince = 0;
}
