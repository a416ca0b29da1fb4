"use client";

import { useReceivedAtMs, useSection } from "./LiveDeck.tsx";
import { useNow } from "./useNow.ts";

const PACE_MS = 500;
/** Beyond this the engine has been silent, and guessing its clock would be a lie. */
const GUESS_MS_MAX = 2_000;

/** The venue's clock between two deltas: it runs `speed` times as fast as ours. */
export function useVenueNow(): number | null {
  const status = useSection("status");
  const receivedAtMs = useReceivedAtMs();
  const now = useNow(PACE_MS);
  if (status === null) return null;
  const elapsed = Math.max(0, Math.min(now - receivedAtMs, GUESS_MS_MAX));
  return status.venueTimeMs + elapsed * status.speed;
}
