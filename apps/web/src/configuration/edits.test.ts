import type { ConfigKeyView, ConfigView } from "@evenkeel/api/client";
import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { describe, expect, it } from "vitest";
import { fieldProblem, inTime, patchOfEdits, readNumber, showNumber, withEdit } from "./edits.ts";

const view: ConfigView = { version: 1, config: DEFAULT_CONFIG, keys: [], notices: [], file: null };
const key = { min: 1, max: 50_000, whole: true } as ConfigKeyView;

describe("a typed number", () => {
  it.each([
    ["3", 3],
    [" 0.5 ", 0.5],
    ["-1.5", -1.5],
    ["50,000,000", 50_000_000],
    ["50_000", 50_000],
    ["1e3", 1_000],
    ["1,5", null],
    ["0x10", null],
    ["Infinity", null],
    ["NaN", null],
    ["", null],
    ["3 pairs", null],
  ])("%j", (typed, value) => expect(readNumber(typed)).toBe(value));
});

describe("edits", () => {
  it("hold only what differs from what runs", () => {
    const edits = withEdit({}, view, "size.pairsMax", "3");
    expect(patchOfEdits(edits)).toEqual({ size: { pairsMax: 3 } });
    expect(withEdit(edits, view, "size.pairsMax", "5")).toEqual({});
    expect(withEdit(edits, view, "risk.drawdownPercentMax", "3.0")).toEqual(edits);
  });

  it("are no patch while one is no number", () => {
    expect(patchOfEdits({ "size.pairsMax": "3", "size.leverage": "" })).toBeNull();
  });

  it.each([
    ["3", null],
    ["", "not a number"],
    ["2.5", "must be whole"],
    ["0", "from 1 to 50,000"],
    ["50001", "from 1 to 50,000"],
  ])("of %j: %s", (typed, problem) => expect(fieldProblem(key, typed)).toBe(problem));
});

describe("a number shown", () => {
  it.each([
    [50_000_000, "50,000,000"],
    [0.1, "0.1"],
    [1e12, "1,000,000,000,000"],
  ])("%d", (value, text) => expect(showNumber(value)).toBe(text));

  it.each([
    ["ms", 86_400_000, "1 d"],
    ["ms", 5_400_000, "1.5 h"],
    ["ms", 60_000, "1 min"],
    ["ms", 500, null],
    ["days", 14, null],
  ])("%s %d as time", (unit, value, text) => expect(inTime(unit, value)).toBe(text));
});
