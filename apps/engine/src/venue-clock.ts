import type { EngineEvent } from "@evenkeel/core/events";
import { type VenueTimeMs, venueTime, type WallTimeMs } from "@evenkeel/core/units";

/** A venue that says nothing for longer may have stopped: its time is not guessed on. */
const SILENCE_MS_MAX = 2_000;

/**
 * Venue time for events of our own making: the last the venue told, moved on by wall time at the venue's speed.
 * It never goes back and never runs away from a venue that fell silent.
 */
export function createVenueClock(speed: number) {
  let toldMs = 0;
  let toldAtMs = 0;
  return {
    observe(event: Pick<EngineEvent, "venueTimeMs" | "receivedAtMs">): void {
      if (event.venueTimeMs <= toldMs) return;
      toldMs = event.venueTimeMs;
      toldAtMs = event.receivedAtMs;
    },
    at(wallMs: WallTimeMs): VenueTimeMs {
      if (toldMs === 0) return venueTime(0);
      const silentMs = Math.min(Math.max(0, wallMs - toldAtMs), SILENCE_MS_MAX);
      return venueTime(Math.floor(toldMs + silentMs * speed));
    },
  };
}

export type VenueClock = ReturnType<typeof createVenueClock>;
