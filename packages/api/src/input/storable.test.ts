import { expect, test } from "vitest";
import { isStorable, NESTING_MAX } from "./storable.ts";

const nest = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

test.each<[string, unknown, boolean]>([
  ["nothing", undefined, true],
  ["numbers", { a: [1, null, true] }, true],
  ["any script and emoji", "币安 é 💥", true],
  ["a nest as deep as may be", nest(NESTING_MAX + 1), true],
  ["a nest one deeper", nest(NESTING_MAX + 2), false],
  ["a nest twenty thousand deep", nest(20_000), false],
  ["NUL in a text", { a: ["x\0"] }, false],
  ["NUL in a key", { "a\0": 1 }, false],
  ["half a surrogate pair", "\ud800", false],
  ["the halves the wrong way round", ["\udfff\ud800"], false],
])("%s", (_name, input, storable) => {
  expect(isStorable(input)).toBe(storable);
});
