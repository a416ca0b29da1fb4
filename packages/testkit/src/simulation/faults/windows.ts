import { SECOND_MS } from "@evenkeel/core/units";
import type { FaultName } from "@evenkeel/exchange-sim";

/**
 * How long what lasts lasts, in wall time. A simulated day is 24 minutes of it: where the venue's own faults last for
 * minutes or hours, these last so long that the day goes on behind them.
 */
const LASTING: Readonly<Partial<Record<FaultName, readonly [leastMs: number, mostMs: number]>>> = {
  "stream-stall": [3 * SECOND_MS, 40 * SECOND_MS],
  "rate-limited": [5 * SECOND_MS, 30 * SECOND_MS],
  banned: [20 * SECOND_MS, 90 * SECOND_MS],
  "overload-burst": [10 * SECOND_MS, 60 * SECOND_MS],
  maintenance: [20 * SECOND_MS, 180 * SECOND_MS],
  "clock-step": [10 * SECOND_MS, 120 * SECOND_MS],
  "clock-drift": [30 * SECOND_MS, 240 * SECOND_MS],
  "key-permission-lost": [10 * SECOND_MS, 120 * SECOND_MS],
  "zero-price": [2 * SECOND_MS, 20 * SECOND_MS],
};

export function lastingMs(name: FaultName, draw: number): number {
  const [least, most] = LASTING[name] ?? [0, 0];
  return Math.round(least + draw * (most - least));
}
