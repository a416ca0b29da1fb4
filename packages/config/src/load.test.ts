import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "./load.ts";
import { withOverride } from "./override.ts";

const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`) as unknown;

describe("what the owner may say", () => {
  it("ships the defaults, which pass their own rules", () => {
    expect(parseConfig({})).toEqual({ ok: true, value: DEFAULT_CONFIG });
    expect(parseConfig(DEFAULT_CONFIG)).toEqual({ ok: true, value: DEFAULT_CONFIG });
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
    ["day above drawdown", { risk: { dailyLossPercentMax: 5 } }, "contradiction", "risk.dailyLossPercentMax"],
  ])("refuses %s", (_, given, code, path) => {
    const parsed = parseConfig(given);
    expect(parsed).toMatchObject({
      ok: false,
      error: { code, path, message: expect.stringMatching(/\.$/) as unknown },
    });
  });
});

describe("the file", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "evenkeel-config-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (text: string): string => {
    const path = join(folder, "config.json");
    writeFileSync(path, text);
    return path;
  };

  it.each([
    ['{"size":{"leverage":3},"entry":{}}', null],
    ['{"size":{"leverage":NaN}}', "not-json"],
    ["", "not-json"],
    [`{"size":${" ".repeat(70_000)}{}}`, "bad-shape"],
    ['{"size":{"leverage":1e400}}', "not-a-number"],
  ])("%.40s", async (text, code) => {
    const loaded = await loadConfig(write(text));
    expect(loaded.ok ? null : loaded.error.code).toBe(code);
  });

  it("says which file cannot be read", async () => {
    const loaded = await loadConfig(join(folder, "none.json"));
    expect(loaded).toMatchObject({ ok: false, error: { code: "unreadable" } });
  });

  it("ships the defaults when there is none", async () => {
    expect(await loadConfig(null)).toEqual({ ok: true, value: DEFAULT_CONFIG });
  });
});

describe("what if", () => {
  it.each([
    ["entry.meanAnnualPercentMin=20", null],
    ["entry.meanAnnualPercentMin=-1.5", null],
    ["entry.nothing=1", "unknown-key"],
    ["entry.constructor=1", "unknown-key"],
    ["entry.meanAnnualPercentMin=1e9", "bad-shape"],
    ["leverage=3", "bad-shape"],
    [`entry.holdDays=${"1".repeat(400)}`, "bad-shape"],
  ])("%s", (text, code) => {
    const changed = withOverride(DEFAULT_CONFIG, text);
    expect(changed.ok ? null : changed.error.code).toBe(code);
  });
});
