import type { TicksView } from "@evenkeel/api/views";
import type { TickStats, TickStorage } from "@evenkeel/store/ticks";

const SECOND_MS = 1_000;
/** Rows that wait longer than this are shown as late. */
const LATE_MS = 5 * SECOND_MS;

/** The rate is over at least a second, so that two who look at once see the same. */
export function createTicksView(stats: () => TickStats, storage: () => TickStorage | null): () => TicksView {
  let atMs = performance.now();
  let written = 0;
  let perSecond: number | null = null;
  return () => {
    const now = stats();
    const passedMs = performance.now() - atMs;
    if (passedMs >= SECOND_MS) {
      perSecond = Math.round(((now.written - written) * SECOND_MS) / passedMs);
      atMs += passedMs;
      written = now.written;
    }
    const isLate = now.lagMs > LATE_MS;
    return {
      state: now.paused === null ? (isLate ? "late" : "on") : "paused",
      storage: storage()?.kind ?? null,
      perSecond,
      dropped: now.dropped,
      lagMs: Math.round(now.lagMs),
      reason: now.paused ?? (isLate ? now.lastError : null),
    };
  };
}
