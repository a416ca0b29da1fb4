import type { AlertEntry } from "@evenkeel/core/events";
import { MINUTE_MS, wallTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { foreseeDisk } from "./disk-forecast.ts";

const GIB = 2 ** 30;

/** A look every ten minutes, each with so much left. */
async function watched(free: readonly number[]): Promise<string[]> {
  let [now, left] = [0, 0];
  const said: AlertEntry[] = [];
  const disk = foreseeDisk({
    folder: ".",
    nowMs: () => wallTime(now),
    note: async (_audit, alert) => void said.push(alert),
    freeBytes: async () => left,
  });
  for (const [look, gib] of free.entries()) {
    now = look * 10 * MINUTE_MS;
    left = gib * GIB;
    await disk.look();
  }
  disk.stop();
  return said.map(({ level, code, text }) => `${level} ${code}: ${text.slice(0, 8)} … ${text.slice(-13)}`);
}

const line = (from: number, step: number): number[] => Array.from({ length: 20 }, (_, n) => from - n * step);

test("RSK-9 a disk that fills within a day is called out once, while there is room", async () => {
  expect(await watched(line(20, 0.25))).toEqual(["WARNING disk-forecast: 18.5 GiB … in about 11 h"]);
});

test.each([
  ["that fills in four days", line(200, 0.25)],
  ["that stays", line(3, 0)],
  ["that is emptied", line(3, -1)],
  ["that is full already", line(1.9, 0.01)],
])("RSK-9 a disk %s is not", async (_name, free) => {
  expect(await watched(free)).toEqual([]);
});
