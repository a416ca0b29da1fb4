import { describe, expect, test } from "vitest";
import { decode, fields, floatOf, idText, Malformed, meaningOf, parseExact } from "./json.ts";

const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

test("a nest deeper than the stack is the venue's wrong, not our end", () => {
  expect(decode(() => parseExact(deep))).toMatchObject({ ok: false });
  expect(decode(() => fields(JSON.parse(deep), "account"))).toEqual({
    ok: false,
    error: "account: a list of 1 is not an object",
  });
});

test.each(["constructor", "__proto__", "toString"])("%s is nobody's word", (word) => {
  expect(meaningOf({ NEW: "open" }, word)).toBeUndefined();
});

describe("floats", () => {
  test.each([
    ["1.5", 1.5],
    ["-2", -2],
    ["1.2E-7", 1.2e-7],
    ["0.00000000", 0],
  ])("%s", (text, value) => {
    expect(floatOf({ x: text }, "x")).toBe(value);
  });
  test.each(["", " ", "0x10", "1e400", "1e31", "NaN", "Infinity", "1_000", "1".repeat(400)])("%j is none", (text) => {
    expect(() => floatOf({ x: text }, "x")).toThrow(Malformed);
  });
});

describe("ids", () => {
  test.each([
    [8_389_765, "8389765"],
    ["8389765400012345679", "8389765400012345679"],
  ])("%j", (told, id) => {
    expect(idText({ id: told }, "id")).toBe(id);
  });
  test.each(["", "abc", "0x10", "1e5", "-1", -1, 1.5, "9".repeat(31), null])("%j is none", (told) => {
    expect(() => idText({ id: told }, "id")).toThrow(Malformed);
  });
});
