import { describe, expect, it } from "vitest";
import { deserialise, serialise } from "./serialise.ts";

describe("serialise", () => {
  it.each<[string, unknown]>([
    ["amounts beyond 2^53", { a: 123_456_789_012_345_678_901_234n, b: -1n, c: [0n, [2n]] }],
    ["what is not a number", { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY }],
    ["plain things", { a: null, b: [1, 2.5], c: "text", d: { e: true } }],
    ["texts that look like tags", { a: "$bigint", b: "123" }],
  ])("round trips %s", (_, value) => {
    const read = deserialise(serialise(value));
    expect(read).toEqual({ ok: true, value });
    expect(read.ok ? serialise(read.value) : "").toBe(serialise(value));
  });
  it.each(["", "{", '{"a":{"$bigint":"abc"}}', "undefined"])("refuses %j without a throw", (text) => {
    expect(deserialise(text)).toEqual({ ok: false, error: "not-serialised" });
  });
  it("keeps the order keys were made in, so that one code writes one text", () => {
    expect(serialise({ b: 1, a: 2 })).toBe('{"b":1,"a":2}');
  });
  it("makes no prototype of a hostile key", () => {
    const read = deserialise('{"__proto__":{"admin":true}}');
    expect(read.ok && (read.value as { admin?: boolean }).admin).toBe(undefined);
  });
});
