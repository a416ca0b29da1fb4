import { DEFAULT_CONFIG } from "@evenkeel/core/events";

/** What lets one day hold many round trips, and every way into a pair. */
export const CHURN = {
  ...DEFAULT_CONFIG,
  exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 0 },
  // Spot leads in this world and charges makers like takers: orders rest there only when that is said to be worth it.
  // Its books are deep: entries come in parts only where little may be asked of them.
  execution: { ...DEFAULT_CONFIG.execution, makerGainBpsMin: 0, sliceDepthPercentMax: 0.5, sliceMs: 2_000 },
};
