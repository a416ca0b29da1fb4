import type { Simulation } from "@evenkeel/testkit/simulation";

/** Runs on until `happened`, in small pieces; `null` when the time is over first. */
export function timeUntil(
  simulation: Simulation,
  limitMs: number,
  pieceMs: number,
  happened: () => boolean,
): number | null {
  const startMs = simulation.venueMs;
  while (simulation.venueMs - startMs < limitMs) {
    simulation.runVenueMs(pieceMs);
    if (happened()) return simulation.venueMs - startMs;
  }
  return null;
}
