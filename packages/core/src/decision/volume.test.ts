import { expect, test } from "vitest";
import type { HourVolume } from "../events/index.ts";
import { amount, DAY_MS, formatAmount, HOUR_MS, type VenueTimeMs, type WallTimeMs } from "../units/index.ts";
import { released } from "./slice.ts";
import { followVolume, hourProfile } from "./volume.ts";

const DAY = 20_000 * DAY_MS;
/** Every hour of so many days, by the hour of the day. */
const hours = (days: number, traded: (hour: number, day: number) => number): HourVolume[] =>
  Array.from({ length: days * 24 }, (_, n) => [DAY + n * HOUR_MS, traded(n % 24, Math.floor(n / 24))] as const);

test.each<[name: string, told: readonly HourVolume[], hour0: number | null]>([
  ["the mean of its days", hours(4, (hour, day) => (hour === 0 ? day : 9)), 1.5],
  ["three days are enough", hours(3, () => 5), 5],
  ["two are not", hours(2, () => 5), null],
  ["an hour that is missing on a day too many", hours(3, () => 5).slice(1), null],
  ["an hour in which nothing is ever traded", hours(5, (hour) => hour), null],
  ["a number that is none", hours(5, (hour, day) => (hour + day === 9 ? Number.NaN : 5)), null],
  ["nothing at all", [], null],
])("EXE-5 what an hour of the day trades: %s", (_name, told, hour0) => {
  expect(hourProfile(told)?.[0] ?? null).toBe(hour0);
});

/** Twice as much is traded from noon on. */
const PROFILE = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 1 : 2));
const at = (hour: number): VenueTimeMs => (DAY + hour * HOUR_MS) as VenueTimeMs;
const TWAP = { kind: "twap", slices: 4, sliceMs: HOUR_MS, startedAt: 0 as WallTimeMs } as const;

test.each<[name: string, startsAt: number, untilPpm: readonly number[]]>([
  ["where every hour is alike the parts are equal", 4, [250_000, 500_000, 750_000, 1_000_000]],
  ["across noon the later parts are twice as large", 10, [166_666, 333_333, 666_666, 1_000_000]],
  ["across midnight the earlier ones are", 22, [333_333, 666_666, 833_333, 1_000_000]],
  ["between the middles of two hours it rises evenly", 11.5, [200_000, 466_666, 733_333, 1_000_000]],
])("EXE-5 VWAP: %s", (_name, startsAt, untilPpm) => {
  expect(followVolume(TWAP, PROFILE, at(startsAt)).untilPpm).toEqual(untilPpm);
});

test.each([
  [0, "1.66666"],
  [HOUR_MS - 1, "1.66666"],
  [HOUR_MS, "3.33333"],
  [2 * HOUR_MS, "6.66666"],
  [3 * HOUR_MS, "10"],
  [99 * HOUR_MS, "10"],
  [-1, "1.66666"],
])("EXE-5 VWAP: %i ms after its start %s of 10 may be had", (afterMs, expected) => {
  const schedule = followVolume(TWAP, PROFILE, at(10));
  expect(formatAmount(released(schedule, amount("10"), amount("0"), afterMs as WallTimeMs))).toBe(expected);
});
