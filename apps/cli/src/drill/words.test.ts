import { createFakeDoor } from "@evenkeel/api/testing";
import { expect, it } from "vitest";
import { judgeDrills } from "../doctor/drills.ts";
import { describeDrill, sayDrill } from "./words.ts";

const NOW_MS = Date.UTC(2027, 0, 15, 8, 0);
const drills = createFakeDoor({ nowMs: () => NOW_MS }).drills();

it("says how a drill ended, check by check, and in a line", () => {
  expect(drills.venues.map(describeDrill)).toEqual([
    ["Binance: passed, 2027-01-15 07:00 UTC, by ada", "  ok  entry  both legs of SOL were filled within 3 s"].join(
      "\n",
    ),
    [
      "Bybit: FAILED, 2027-01-15 06:00 UTC, by ada",
      "  ok    entry  both legs of SOL were filled within 4 s",
      "  FAIL  modes  cross at 10x; ours is isolated at 2x",
    ].join("\n"),
    "Poloniex: never drilled",
  ]);
  expect(drills.venues.map(sayDrill)).toEqual([
    "passed 2027-01-15 07:00 UTC",
    "FAILED 2027-01-15 06:00 UTC: modes",
    "never",
  ]);
});

it("a doctor minds a failed one everywhere, and a missing one where money is real", () => {
  const levels = (simulated: boolean) => judgeDrills(drills, simulated).map(({ level }) => level);
  expect([levels(true), levels(false)]).toEqual([
    ["ok", "warn", "ok"],
    ["ok", "warn", "warn"],
  ]);
  expect(judgeDrills(drills, false).at(-1)?.remedy).toBe("evenkeel drill --venue poloniex");
});
