import { expect, it } from "vitest";
import { createWallClock } from "./wall-clock.ts";

it.each<[name: string, readings: readonly [machineMs: number, elapsedMs: number, expected: number][]]>([
  [
    "goes with the machine",
    [
      [1_000, 0, 1_000],
      [1_250, 250, 1_250],
      [2_000, 1_000, 2_000],
    ],
  ],
  [
    "follows a machine that slept",
    [
      [1_000, 0, 1_000],
      [61_000, 10, 61_000],
      [61_100, 110, 61_100],
    ],
  ],
  [
    "set back: goes on at half its pace until the machine has caught up",
    [
      [10_000, 0, 10_000],
      [5_000, 1_000, 10_500],
      [9_000, 5_000, 12_500],
      [15_000, 11_000, 15_500],
      [16_500, 12_500, 16_500],
    ],
  ],
  [
    "small steps add up",
    [
      [10_000, 0, 10_000],
      [5_000, 1, 10_000],
      [5_001, 2, 10_001],
      [5_002, 3, 10_001],
      [5_003, 4, 10_002],
    ],
  ],
])("%s", (_, readings) => {
  let machine = readings[0]?.[0] ?? 0;
  let elapsed = readings[0]?.[1] ?? 0;
  const clock = createWallClock(
    () => machine,
    () => elapsed,
  );
  const told = readings.map(([machineMs, elapsedMs]) => {
    machine = machineMs;
    elapsed = elapsedMs;
    return clock();
  });
  expect(told).toEqual(readings.map(([, , expected]) => expected));
});
