import { expect, it } from "vitest";
import { pauseMs } from "./pause.ts";

it.each([
  [1, 250, 500],
  [2, 500, 1_000],
  [5, 4_000, 8_000],
  [50, 4_000, 8_000],
])("after %i failures of a 500 ms pause it waits %i to %i ms", (failures, least, most) => {
  const pauses = Array.from({ length: 200 }, (_, n) => pauseMs(500, failures, `order-${n}`));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(most);
  // Spread over the whole range, so that what failed together does not come back together.
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan((most - least) * 0.9);
});

it("is the same for the same name, and another for the next try of it", () => {
  expect(pauseMs(500, 3, "order")).toBe(pauseMs(500, 3, "order"));
  expect(pauseMs(500, 5, "order")).not.toBe(pauseMs(500, 6, "order"));
});
