import { expect, test } from "vitest";
import { isStorable } from "./storable.ts";

const deep = JSON.parse("[".repeat(20_000) + "]".repeat(20_000)) as unknown;

test.each<[string, unknown, boolean]>([
  ["nothing", undefined, true],
  ["numbers", { a: [1, null, true] }, true],
  ["any script and emoji", "币安 é 💥", true],
  ["a nest twenty thousand deep", deep, true],
  ["NUL in a text", { a: ["x\0"] }, false],
  ["NUL in a key", { "a\0": 1 }, false],
  ["half a surrogate pair", "\ud800", false],
  ["the halves the wrong way round", ["\udfff\ud800"], false],
])("%s", (_name, input, storable) => {
  expect(isStorable(input)).toBe(storable);
});
