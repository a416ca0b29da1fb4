import type { EngineEvent } from "@evenkeel/core/events";
import { venueId } from "@evenkeel/core/ids";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { expect, it } from "vitest";
import { doubtOnJump } from "./doubt-on-jump.ts";

it.each([
  ["the first measurement", [8_000], 0],
  ["a clock that drifts", [0, 400, 900, 1_700], 0],
  ["a venue's clock that ran ahead while ours stood", [0, 600_000], 1],
  ["one that fell behind", [600_000, 0, 10], 1],
])("%s", (_, offsets, doubts) => {
  let doubted = 0;
  const observe = doubtOnJump({ doubt: () => (doubted += 1) });
  const stamp = { venueTimeMs: venueTime(0), receivedAtMs: wallTime(0) };
  const of = (venue: string, offsetMs: number): EngineEvent => ({
    kind: "clock-offset",
    venue: venueId(venue),
    offsetMs,
    roundTripMs: 20,
    ...stamp,
  });
  for (const offsetMs of offsets) {
    observe(of("one", offsetMs));
    observe(of("another", 3_000));
  }
  expect(doubted).toBe(doubts);
});
