import { expect, it } from "vitest";
import { askStop } from "./ask-stop.ts";

function scene(count: () => Promise<number | null>) {
  const told: string[] = [];
  let now = 0;
  let stops = 0;
  const press = askStop({
    countPairs: count,
    say: (text) => told.push(text),
    stop: () => {
      stops += 1;
    },
    nowMs: () => now,
  });
  const pressAt = (atMs: number): Promise<void> => {
    now = atMs;
    return press();
  };
  return { told, pressAt, stops: () => stops };
}

it.each<[what: string, count: () => Promise<number | null>]>([
  ["no pair is open", async () => 0],
  ["the engine does not answer", async () => null],
  ["asking fails", () => Promise.reject(new Error("gone"))],
])("stops at once when %s", async (_what, count) => {
  const { told, pressAt, stops } = scene(count);
  await pressAt(0);
  expect([stops(), told]).toEqual([1, []]);
});

it("with pairs open says what stopping means, and stops at the second press", async () => {
  const { told, pressAt, stops } = scene(async () => 2);
  await pressAt(0);
  expect(stops()).toBe(0);
  expect(told).toEqual([expect.stringMatching(/^2 pairs are open and would be unguarded: they are not closed/)]);
  await pressAt(3_000);
  expect([stops(), told.length]).toEqual([1, 1]);
});

it("takes one press that arrives three times for one", async () => {
  const { told, pressAt, stops } = scene(async () => 1);
  await Promise.all([pressAt(0), pressAt(4), pressAt(90)]);
  expect([stops(), told.length]).toEqual([0, 1]);
  expect(told[0]).toMatch(/^1 pair is open and would be unguarded: it is not closed/);
});

it("asks anew when nobody answered for half a minute", async () => {
  const { told, pressAt, stops } = scene(async () => 1);
  await pressAt(0);
  await pressAt(30_001);
  expect([stops(), told.length]).toEqual([0, 2]);
});

it("a second press while the engine is still being asked stops", async () => {
  const { told, pressAt, stops } = scene(() => new Promise(() => {}));
  void pressAt(0);
  await pressAt(1_000);
  expect([stops(), told]).toEqual([1, []]);
});
