import { createFakeDoor } from "@evenkeel/api/testing";
import { expect, it } from "vitest";
import { Misunderstood } from "../problem.ts";
import { close, level } from "./level.ts";
import { describePairs } from "./words.ts";

it("names every open pair by what close takes, with how far its liquidation is", () => {
  const pairs = createFakeDoor({ scene: "running", nowMs: () => 1_800_000_000_000 }).positions();
  const lines = describePairs(pairs).split("\n");
  expect(lines).toHaveLength(pairs.length);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(pairs.map(({ pairId }) => pairId));
  const near = pairs.map(({ liquidation }) => liquidation.distancePercent?.toFixed(1) ?? null);
  expect(near).not.toContain(null);
  expect(lines.map((line) => /liquidation (\S+) % away$/.exec(line)?.[1])).toEqual(near);
  expect(describePairs([])).toBe("No pair is open.");
});

it.each([
  ["flatten with a word behind it", () => level("flatten", ["now"])],
  ["freeze with an option it has not", () => level("freeze", ["--hard"])],
  ["close of two pairs at once", () => close(["ek-1", "ek-2"])],
])("%s is not understood, before anything is asked", async (_, run) => {
  expect(await run().catch((error: unknown) => error)).toBeInstanceOf(Misunderstood);
});
