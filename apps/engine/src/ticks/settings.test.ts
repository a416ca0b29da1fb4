import { expect, test } from "vitest";
import { readTickSettings } from "./settings.ts";

const read = (variables: Record<string, string>) => {
  const refused: string[] = [];
  return { settings: readTickSettings(variables, (sentence) => refused.push(sentence)), refused };
};

test("nothing set stores everything in ten GiB, for as long as the storage is made for", () => {
  expect(read({})).toEqual({
    settings: { stored: true, topsEveryMs: 10_000, rawDays: null, rawBytesMax: 10 * 2 ** 30, requireTimescale: false },
    refused: [],
  });
});

test("every setting is taken", () => {
  const variables = {
    EVENKEEL_TICKS: "off",
    EVENKEEL_TOPS_SECONDS: "1",
    EVENKEEL_TICKS_DAYS: "30",
    EVENKEEL_TICKS_GIB: " 200 ",
    REQUIRE_TIMESCALE: "1",
  };
  expect(read(variables)).toEqual({
    settings: { stored: false, topsEveryMs: 1_000, rawDays: 30, rawBytesMax: 200 * 2 ** 30, requireTimescale: true },
    refused: [],
  });
});

test.each([
  [{ EVENKEEL_TICKS: "yes" }, "EVENKEEL_TICKS must be one of on, off."],
  [{ EVENKEEL_TOPS_SECONDS: "0" }, "EVENKEEL_TOPS_SECONDS must be a whole number from 1 to 3600."],
  [{ EVENKEEL_TICKS_DAYS: "1.5" }, "EVENKEEL_TICKS_DAYS must be a whole number from 1 to 3650."],
  [{ EVENKEEL_TICKS_GIB: "all" }, "EVENKEEL_TICKS_GIB must be a whole number from 1 to 100000."],
  [{ REQUIRE_TIMESCALE: "true" }, "REQUIRE_TIMESCALE must be one of 0, 1."],
])("%o is refused in a sentence", (variables, sentence) => {
  expect(read(variables).refused).toEqual([sentence]);
});
