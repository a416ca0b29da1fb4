import { expect, test } from "vitest";
import { createEventLog } from "./log.ts";

const filled = (count: number) => {
  const log = createEventLog({ streamId: "s", nowMs: () => 1, keptMax: 3 });
  for (let at = 0; at < count; at += 1) log.append("FUNDING_RATE_UPDATE", { rates: [] });
  return log;
};

test.each<[count: number, seen: string | null, got: readonly number[] | null]>([
  [0, null, null],
  [0, "s:0", []],
  [2, "s:0", [1, 2]],
  [2, "s:2", []],
  [5, "s:2", [3, 4, 5]],
  [5, "s:1", null],
  [5, "s:6", null],
  [5, "other:4", null],
  [5, "s:4;drop", null],
])("of %i events, three of them kept, whoever saw %s lacks %j", (count, seen, got) => {
  expect(
    filled(count)
      .since(seen)
      ?.map(({ sequence }) => sequence) ?? null,
  ).toEqual(got);
});
