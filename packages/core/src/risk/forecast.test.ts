import { expect, test } from "vitest";
import { createTrend, fallsInMs, foresees, sample } from "./forecast.ts";

const EVERY = 10;
const watched = (values: readonly number[], everyMs = EVERY) => {
  const trend = createTrend();
  for (const [at, value] of values.entries()) sample(trend, at * everyMs, value, EVERY);
  return trend;
};
const line = (from: number, step: number, count = 13): number[] =>
  Array.from({ length: count }, (_, n) => from + n * step);

test.each<[name: string, values: readonly number[], floor: number, inMs: number | null]>([
  ["a straight fall", line(100, -1), 28, 600],
  ["a rise never falls", line(100, 1), 28, null],
  ["nothing that moves never falls", line(100, 0), 28, null],
  ["six samples are no trend", line(100, -1, 6), 28, null],
  ["seven are", line(100, -1, 7), 84, 100],
  ["already there is now", line(28, -1), 28, 0],
  ["to and fro is not a fall", [50, 40, 50, 40, 50, 40, 50], 30, null],
  ["only the last thirteen count", [...line(0, 10, 20), ...line(100, -1)], 28, 600],
])("RSK-9 %s", (_name, values, floor, inMs) => {
  const found = fallsInMs(watched(values), floor, EVERY);
  expect(found === null ? null : Math.round(found)).toBe(inMs);
});

test("RSK-9 a number that is none, and one that comes too soon, are not taken", () => {
  const trend = createTrend();
  expect([sample(trend, 0, Number.NaN, 10), sample(trend, 0, 1, 10), sample(trend, 9, 1, 10)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(sample(trend, 10, 1, 10)).toBe(true);
});

test("RSK-9 samples that lie a sleep apart say nothing", () => {
  expect(fallsInMs(watched(line(100, -1), 3 * EVERY), 0, EVERY)).toBe(null);
});

test("RSK-9 a forecast at the edge is said once, and again only after it was twice as far away", () => {
  const trend = createTrend();
  const told = [101, 100, 99, 150, 90, 200, 90, 201, 100, null, 100].map((inMs) => foresees(trend, inMs, 100));
  expect(told).toEqual([false, true, false, false, false, false, false, false, true, false, true]);
});
