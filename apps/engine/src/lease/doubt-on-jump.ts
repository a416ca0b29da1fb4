import type { EngineEvent } from "@evenkeel/core/events";
import type { VenueId } from "@evenkeel/core/ids";
import type { KeptLease } from "./keep-lease.ts";

/** More than two honest measurements of one venue's clock differ by. */
const JUMP_MS = 1_000;

/**
 * A machine whose every clock stood still, as a paused virtual one's do, learns from a venue that time has passed.
 * How much of the lease that took, only the database knows.
 */
export function doubtOnJump(lease: Pick<KeptLease, "doubt">): (event: EngineEvent) => void {
  const offsets = new Map<VenueId, number>();
  return (event) => {
    if (event.kind !== "clock-offset") return;
    const before = offsets.get(event.venue);
    offsets.set(event.venue, event.offsetMs);
    if (before !== undefined && Math.abs(event.offsetMs - before) > JUMP_MS) lease.doubt();
  };
}
