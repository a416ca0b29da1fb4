import { venueTime, wallTime } from "@evenkeel/core/units";
import { expect, it } from "vitest";
import { createVenueClock } from "./venue-clock.ts";

const told = (venueMs: number, wallMs: number) => ({ venueTimeMs: venueTime(venueMs), receivedAtMs: wallTime(wallMs) });

it.each<[name: string, speed: number, events: [number, number][], wallMs: number, expected: number]>([
  ["nothing was told", 60, [], 5_000, 0],
  ["moves on at the venue's speed", 60, [[1_000_000, 5_000]], 5_100, 1_006_000],
  ["moves on like a clock at a real venue", 1, [[1_000_000, 5_000]], 5_100, 1_000_100],
  ["stays with a venue that fell silent", 60, [[1_000_000, 5_000]], 100_000, 1_120_000],
  [
    "ignores what is older",
    60,
    [
      [1_000_000, 5_000],
      [900_000, 5_050],
    ],
    5_100,
    1_006_000,
  ],
  ["does not go back before it was told", 60, [[1_000_000, 5_000]], 4_000, 1_000_000],
])("%s", (_, speed, events, wallMs, expected) => {
  const clock = createVenueClock(speed);
  for (const [venueMs, receivedMs] of events) clock.observe(told(venueMs, receivedMs));
  expect(clock.at(wallTime(wallMs))).toBe(expected);
});
