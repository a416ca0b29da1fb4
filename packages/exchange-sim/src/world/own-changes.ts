import { DAY_MS, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { mix, SALT, uniform } from "../random.ts";
import { WORLD_START_MS } from "./build.ts";
import type { Instrument, WorldOverrides } from "./instrument.ts";
import type { ScheduledChange } from "./scheduled.ts";
import { PROFILES, type VenueName } from "./venue.ts";

/** The well known contracts stay as they are. */
const FIRST_CHANGING = 60;
const DAYS = 30;
/** Shares of the contracts to which it happens within that time. */
const INTERVAL_SHARE = 0.03;
const CAP_SHARE = 0.02;

/** What the venue will do in its first month by itself: shorter intervals and wider caps, as it does for lively coins. */
export function ownChanges(
  venue: VenueName,
  seed: number,
  instruments: readonly Instrument[],
  overrides: WorldOverrides,
): ScheduledChange[] {
  const changes: ScheduledChange[] = [];
  if (!PROFILES[venue].listings.includes("futures")) return changes;
  const ownSeed = seed ^ PROFILES[venue].salt;
  for (const { index, intervalHours, rateCap } of instruments.slice(FIRST_CHANGING)) {
    const draw = (use: number) => uniform(mix(ownSeed, SALT.change, index, use));
    const hours = Math.floor(24 + draw(1) * (DAYS * 24 - 24));
    const atMs = WORLD_START_MS + hours * HOUR_MS + MINUTE_MS;
    const shorter = intervalHours === 8 ? 4 : 1;
    if (draw(2) < INTERVAL_SHARE && intervalHours > 1 && overrides.intervalHours === undefined) {
      changes.push({ index, atMs, change: { what: "interval", hours: shorter } });
    } else if (draw(3) < CAP_SHARE) {
      changes.push({ index, atMs: atMs + DAY_MS, change: { what: "cap", cap: Math.round(rateCap * 1.5) } });
    }
  }
  return changes.sort((a, b) => a.atMs - b.atMs || a.index - b.index);
}
