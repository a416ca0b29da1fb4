"use client";

import { formatUtcDate, formatUtcMinute } from "../format/time.ts";
import { useVenueNow } from "../live/useVenueNow.ts";

export function VenueClock() {
  const now = useVenueNow();
  if (now === null) return null;
  return (
    <span className="hidden whitespace-nowrap sm:inline" aria-hidden="true">
      {formatUtcDate(now)} {formatUtcMinute(now)} UTC <span className="opacity-90">venue time</span>
    </span>
  );
}
