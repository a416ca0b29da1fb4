import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FIRST_FILE } from "@evenkeel/config";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Misunderstood, Problem } from "../problem.ts";
import { config } from "./config.ts";

let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-cli-config-"));
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const file = (text: string): string => {
  const path = join(folder, "config.yaml");
  writeFileSync(path, text);
  return path;
};

describe("check, without an engine", () => {
  it("of what ships", async () => {
    expect(await config(["check", file(FIRST_FILE)])).toBe(0);
    expect(said).toMatch(/is right: the shipped values\.\n$/);
  });

  it("says what differs, which way, and what most would regret", async () => {
    expect(await config(["check", file("size: { leverage: 4, pairsMax: 3, freeEquityPercentMin: 30 }\n")])).toBe(0);
    expect(said).toMatch(/size\.leverage +2 → 4 +loosens/);
    expect(said).toMatch(/size\.pairsMax +5 → 3 +tightens/);
    expect(said).toContain("  note: size.leverage is 4, above 3:");
  });

  it("of a file that would not be taken fails with its sentence, or as one object", async () => {
    const path = file("size: { pairsMax: 400 }\n");
    await expect(config(["check", path])).rejects.toThrow(
      new Problem(`${path}: size.pairsMax must be from 1 to 50; it is 400.`),
    );
    expect(await config(["check", path, "--json"])).toBe(1);
    expect(JSON.parse(said)).toMatchObject({ ok: false, code: "out-of-range", path: "size.pairsMax" });
  });

  it("refuses a secret in plain text and does not repeat it", async () => {
    const secret = "canary-secret";
    const venue = `{ venue: binance, environment: live, label: main, apiKey: ${secret}, secret: ${secret} }`;
    const failed = await config(["check", file(`venues: [ ${venue} ]\n`)]).catch((error: unknown) => error);
    expect(String(failed)).toContain("secret in plain text");
    expect(String(failed)).not.toContain(secret);
  });
});

describe("what is not understood is said before an engine is looked for", () => {
  it.each<[given: string[], sentence: RegExp]>([
    [["nothing"], /no command "nothing": it takes show, get, set/],
    [["set"], /takes section\.key=number/],
    [["set", "size.pairMax=3"], /did you mean size\.pairsMax\?/],
    [["set", "size.pairsMax=0x3"], /is not section\.key=number/],
    [["get", "size.pairMax"], /did you mean size\.pairsMax\?/],
    [["revert", "first"], /number of a version/],
    [["diff", "0"], /number of a version/],
    [["history", "--limit", "1000"], /from 1 to 100/],
    [["check"], /which file/],
  ])("%j", async (given, sentence) => {
    const failed = await config(given).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Misunderstood);
    expect((failed as Error).message).toMatch(sentence);
  });
});
