import { type Config, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";
import { describe, expect, it } from "vitest";
import { withOverride } from "./override.ts";
import { applyPatch, parseConfig, parsePatch } from "./parse.ts";

const { version: _version, ...SHIPPED } = DEFAULT_CONFIG;

const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`) as unknown;

describe("what the owner may say", () => {
  it("ships the defaults, which pass their own rules", () => {
    expect(parseConfig({})).toEqual({ ok: true, value: DEFAULT_CONFIG });
    expect(parseConfig(SHIPPED)).toEqual({ ok: true, value: DEFAULT_CONFIG });
  });

  it("changes only what is named", () => {
    const parsed = parseConfig({ entry: { meanAnnualPercentMin: 20 } });
    expect(parsed).toEqual({
      ok: true,
      value: { ...DEFAULT_CONFIG, entry: { ...DEFAULT_CONFIG.entry, meanAnnualPercentMin: 20 } },
    });
  });

  it.each<[name: string, given: unknown, code: string, path: string]>([
    ["leverage 125", { size: { leverage: 125 } }, "out-of-range", "size.leverage"],
    ["leverage by half", { size: { leverage: 1.5 } }, "not-whole", "size.leverage"],
    ["a tiny limit", { size: { pairEquityPercentMax: 1e-9 } }, "out-of-range", "size.pairEquityPercentMax"],
    ["not a number", { risk: { drawdownPercentMax: Number.NaN } }, "not-a-number", "risk.drawdownPercentMax"],
    ["infinity", { risk: { jumpBpsMax: Number.POSITIVE_INFINITY } }, "not-a-number", "risk.jumpBpsMax"],
    ["null", { risk: { jumpBpsMax: null } }, "not-a-number", "risk.jumpBpsMax"],
    ["digits as text", { entry: { holdDays: "14" } }, "not-a-number", "entry.holdDays"],
    ["unknown key", { entry: { meanMin: 1 } }, "unknown-key", "entry.meanMin"],
    ["unknown section", { entries: {} }, "unknown-key", "entries"],
    ["prototype key", JSON.parse('{"__proto__":{"size":1}}'), "unknown-key", "__proto__"],
    ["a version, which is the journal's to give", { version: 3 }, "unknown-key", "version"],
    ["a slip of the pen", { size: { pairMax: 3 } }, "unknown-key", "size.pairMax"],
    ["a list", [], "bad-shape", ""],
    ["a section ten thousand lists deep", { size: deep }, "bad-shape", "size"],
    ["a number ten thousand lists deep", { size: { leverage: deep } }, "not-a-number", "size.leverage"],
    ["a section that is text", { size: "big" }, "bad-shape", "size"],
    ["min above max", { exit: { meanAnnualPercentMax: 20 } }, "contradiction", "exit.meanAnnualPercentMax"],
    [
      "pair above all pairs",
      { size: { pairEquityPercentMax: 50, notionalEquityPercentMax: 40 } },
      "contradiction",
      "size.pairEquityPercentMax",
    ],
    ["more than all equity", { size: { notionalEquityPercentMax: 60 } }, "contradiction", "size.freeEquityPercentMin"],
    [
      "shrink before warning",
      { risk: { liquidationShrinkPercent: 40 } },
      "contradiction",
      "risk.liquidationShrinkPercent",
    ],
    ["exit tighter than entry", { execution: { slippageBpsMax: 60 } }, "contradiction", "execution.slippageBpsMax"],
    [
      "an exit that begins at the entry",
      { size: { leverage: 5 }, risk: { liquidationShrinkPercent: 19 } },
      "contradiction",
      "risk.liquidationShrinkPercent",
    ],
    [
      "waiting longer than the venue would take the order",
      { execution: { sendTimeoutMs: 6_000, receiveWindowMs: 2_000 } },
      "contradiction",
      "execution.sendTimeoutMs",
    ],
    ["depth younger than prices", { execution: { depthAgeMsMax: 1_000 } }, "contradiction", "execution.depthAgeMsMax"],
    ["day above drawdown", { risk: { dailyLossPercentMax: 5 } }, "contradiction", "risk.dailyLossPercentMax"],
  ])("refuses %s", (_, given, code, path) => {
    const parsed = parseConfig(given);
    expect(parsed).toMatchObject({
      ok: false,
      error: { code, path, message: expect.stringMatching(/[.?]$/) as unknown },
    });
  });
});

describe("a refusal", () => {
  const messageOf = (given: unknown): string => {
    const parsed = parseConfig(given);
    return parsed.ok ? "" : parsed.error.message;
  };

  it.each([
    [{ size: { leverage: 125 } }, "size.leverage must be from 1 to 5; it is 125."],
    [{ size: { leverage: 0 } }, "size.leverage must be from 1 to 5; it is 0."],
    [{ size: { leverage: 1.5 } }, "size.leverage must be whole; it is 1.5."],
    [{ entry: { holdDays: "14" } }, 'entry.holdDays must be a number; it is "14".'],
    [{ size: { pairMax: 3 } }, "size.pairMax is not a configuration key; did you mean size.pairsMax?"],
    [{ drawdownPercentMax: 3 }, "drawdownPercentMax is not a configuration key; did you mean risk.drawdownPercentMax?"],
    [{ nothingLikeIt: 3 }, "nothingLikeIt is not a configuration key."],
    [
      { risk: { dailyLossPercentMax: 5 } },
      "risk.dailyLossPercentMax is 5: it must not exceed risk.drawdownPercentMax (3).",
    ],
  ])("of %j names the key, the number and the range", (given, message) => {
    expect(messageOf(given)).toBe(message);
  });
});

describe("a patch", () => {
  it("moves what it names on the configuration it meets", () => {
    const running: Config = patchConfig({ ...DEFAULT_CONFIG, version: 7 }, { size: { pairsMax: 3 } });
    const patch = parsePatch({ size: { leverage: 3 } });
    expect(patch.ok && applyPatch(running, patch.value)).toEqual({
      ok: true,
      value: { ...running, size: { ...running.size, leverage: 3 } },
    });
  });

  it("that contradicts what already is, is refused", () => {
    expect(applyPatch(DEFAULT_CONFIG, { exit: { meanAnnualPercentMax: 30 } })).toMatchObject({ ok: false });
  });
});

describe("what if", () => {
  it.each([
    ["entry.meanAnnualPercentMin=20", null],
    ["entry.meanAnnualPercentMin=-1.5", null],
    ["entry.nothing=1", "unknown-key"],
    ["entry.constructor=1", "unknown-key"],
    ["entry.meanAnnualPercentMin=1e9", "bad-shape"],
    ["leverage=3", "unknown-key"],
    [`entry.holdDays=${"1".repeat(400)}`, "bad-shape"],
  ])("%s", (text, code) => {
    const changed = withOverride(DEFAULT_CONFIG, text);
    expect(changed.ok ? null : changed.error.code).toBe(code);
  });
});
