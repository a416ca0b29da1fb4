import type { PlanId } from "@evenkeel/core/ids";
import type { Pair } from "@evenkeel/core/position";
import { expect, it } from "vitest";
import type { PersistEffect } from "../durable-lane/index.ts";
import { createUnhedgedClock } from "./unhedged.ts";

const pair = (plan: string, unhedgedSince: number | null, stage: Pair["stage"] = "open") =>
  ({ plan: plan as PlanId, unhedgedSince, stage }) as Pair;
const row = (wallTimeMs: number, ...pairs: Pair[]) =>
  ({
    kind: "persist",
    batch: { wallTimeMs, rows: pairs.map((each) => ({ table: "pair", pair: each })) },
  }) as unknown as PersistEffect;

it("keeps windows that opened and closed between two scrapes", () => {
  const clock = createUnhedgedClock(0);
  clock.persisting?.(row(1_000, pair("a", 1_000)));
  clock.persisting?.(row(1_500, pair("a", null)));
  expect(clock.seconds([pair("a", null)], 9_000)).toBe(0.5);
});

it("counts an open window up to now, and goes on when it closes", () => {
  const clock = createUnhedgedClock(0);
  expect(clock.seconds([pair("a", 1_000), pair("b", 2_000)], 3_000)).toBe(3);
  clock.persisting?.(row(4_000, pair("a", null), pair("b", null)));
  expect(clock.seconds([], 60_000)).toBe(5);
});

it("counts a window of before this process from its start", () => {
  expect(createUnhedgedClock(5_000).seconds([pair("a", 1_000)], 6_000)).toBe(1);
});

it("ends the window of a pair that is closed", () => {
  const clock = createUnhedgedClock(0);
  clock.persisting?.(row(1_000, pair("a", 1_000)));
  clock.persisting?.(row(3_000, pair("a", 1_000, "closed")));
  expect(clock.seconds([], 9_000)).toBe(2);
});
