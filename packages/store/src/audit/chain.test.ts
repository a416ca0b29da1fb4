import { expect, test } from "vitest";
import { canonicalJson, GENESIS_HASH, linkHash } from "./chain.ts";

test.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ z: { y: null, x: true }, a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}],"z":{"x":true,"y":null}}'],
  [{ é: 1, e: 2, E: 3 }, '{"E":3,"e":2,"é":1}'],
  ["a", '"a"'],
])("one text for %j", (value, text) => expect(canonicalJson(value)).toBe(text));

test("a link depends on its body and on everything before it", () => {
  const first = linkHash(GENESIS_HASH, "a");
  expect(linkHash(GENESIS_HASH, "b")).not.toBe(first);
  expect(linkHash(first, "b")).not.toBe(linkHash(GENESIS_HASH, "b"));
  // SHA-256 of 32 zero bytes and "a", from coreutils' sha256sum.
  expect(first).toBe("41a0370c3d9f42773a59e8e01651911cf43b1e3f66944cbb690029debc4eb647");
});
