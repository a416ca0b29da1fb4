import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readText, writeText } from "./disk.ts";
import { readOwnerFile } from "./read.ts";
import { FIRST_FILE, writeOwnerFile } from "./write.ts";

const SECRET = "hunter2-the-canary";

describe("an owner's file", () => {
  it.each<[name: string, text: string, patch: Parameters<typeof patchConfig>[1]]>([
    [
      "YAML",
      "size:\n  pairsMax: 3 # enough\nentry: { holdDays: 7.5 }\n",
      { size: { pairsMax: 3 }, entry: { holdDays: 7.5 } },
    ],
    ["JSON", '{"size":{"leverage":3},"entry":{}}', { size: { leverage: 3 } }],
    ["comments alone", FIRST_FILE, {}],
    ["a section whose lines are all comments", "size:\n#  pairsMax: 3\n", {}],
    [
      "numbers as people write them",
      "entry: {holdDays: +1.4e1, meanAnnualPercentMin: .5e2}",
      { entry: { meanAnnualPercentMin: 50 } },
    ],
    ["Windows lines and a byte order mark", "\uFEFFsize:\r\n  pairsMax: 3\r\n", { size: { pairsMax: 3 } }],
  ])("as %s", (_, text, patch) => {
    expect(readOwnerFile(text)).toEqual({
      ok: true,
      value: { config: patchConfig(DEFAULT_CONFIG, patch), venues: undefined },
    });
  });

  it("hands its venues on as they stand", () => {
    const read = readOwnerFile("venues:\n  binance: { sealed: abc, weight: 2 }\n");
    expect(read).toMatchObject({ ok: true, value: { venues: { binance: { sealed: "abc", weight: 2 } } } });
  });

  it.each<[text: string, code: string, message?: RegExp]>([
    ["", "empty"],
    [" \n\t\n", "empty"],
    ["size: [", "not-yaml", /line 1/],
    ["size:\n  pairsMax: 3\n  pairsMax: 4\n", "duplicate-key", /line 3/],
    ['{"size":{"pairsMax":3},"size":{"pairsMax":4}}', "duplicate-key"],
    ["a: &a [x,x]\nb: *a\n", "unsafe-yaml", /anchor/],
    ["size: *nothing\n", "unsafe-yaml", /alias/],
    ["size: !!binary aGk=\n", "unsafe-yaml", /tag/],
    ["size: { pairsMax: !!int '3' }", "unsafe-yaml", /tag/],
    ["size: !mine { pairsMax: 3 }", "unsafe-yaml", /tag/],
    ["size: { pairsMax: 1_000 }", "not-a-number", /1_000/],
    ["size: { pairsMax: 0x3 }", "not-a-number", /0x3/],
    ["size: { pairsMax: 0o3 }", "not-a-number"],
    ["size: { pairsMax: .inf }", "not-a-number"],
    ["size: { pairsMax: .nan }", "not-a-number"],
    ["size: { pairsMax: 1e400 }", "not-a-number"],
    ["size: { pairsMax: '3' }", "not-a-number"],
    ["size: { pairsMax: yes }", "not-a-number"],
    ["size: { pairsMax: }", "not-a-number"],
    ["size: 3", "bad-shape"],
    ["- size", "bad-shape"],
    ["size", "bad-shape"],
    ["? [a]\n: 3\n", "bad-shape", /no word/],
    ["1: 3", "bad-shape", /no word/],
    ["__proto__: { pairsMax: 3 }", "unknown-key"],
    ["size: { __proto__: 3 }", "unknown-key"],
    ["size: { constructor: 3 }", "unknown-key"],
    ["size: { pairsMax: 3 }\n---\nsize: { pairsMax: 4 }\n", "not-yaml"],
    ["[".repeat(60_000), "not-yaml"],
    [`${"a: {".repeat(40)}${"}".repeat(40)}`, "bad-shape", /deep/],
    [`# ${"x".repeat(70_000)}`, "bad-shape", /65536/],
  ])("%.40s is refused", (text, code, message = /\.$/) => {
    const read = readOwnerFile(text);
    expect(read).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(message) as unknown } });
  });

  it.each([
    `venues: { binance: { secret: ${SECRET} }\n`,
    `venues: { binance: { secret: ${SECRET}, secret: ${SECRET} } }\n`,
    `venues: { binance: { secret: !${SECRET} x } }\n`,
    `venues: { binance: &${SECRET} x }\n`,
  ])("never repeats what stands under venues", (text) => {
    const read = readOwnerFile(text);
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain(SECRET);
  });
});

describe("writing back", () => {
  const written = (text: string, config: Config): string => {
    const result = writeOwnerFile(text, config);
    return result.ok ? result.value : result.error.message;
  };
  const three = patchConfig(DEFAULT_CONFIG, { size: { pairsMax: 3 } });

  it("keeps comments, order and what did not move", () => {
    const text = "# mine\nrisk:\n  # sleep well\n  drawdownPercentMax: 2 # half\nsize:\n  pairsMax: 4 # few\n";
    const config = patchConfig(three, { risk: { drawdownPercentMax: 2 }, entry: { holdDays: 7 } });
    expect(written(text, config)).toBe(
      "# mine\nrisk:\n  # sleep well\n  drawdownPercentMax: 2 # half\nsize:\n  pairsMax: 3 # few\nentry:\n  holdDays: 7\n",
    );
  });

  it("takes out what is the shipped value again, and the section it leaves empty", () => {
    expect(written("size:\n  pairsMax: 3\nvenues:\n  binance: x\n", DEFAULT_CONFIG)).toBe("venues:\n  binance: x\n");
  });

  it("leaves a shipped value that the owner wrote down", () => {
    expect(written("size:\n  pairsMax: 5 # on purpose\n", DEFAULT_CONFIG)).toBe("size:\n  pairsMax: 5 # on purpose\n");
  });

  it("begins in a file of comments and keeps them", () => {
    const text = written(FIRST_FILE, three);
    expect(text.startsWith(FIRST_FILE.trimEnd())).toBe(true);
    expect(readOwnerFile(text)).toMatchObject({ ok: true, value: { config: three } });
  });

  it("keeps JSON what it is", () => {
    const text = written('{"entry":{"holdDays":7}}', three);
    expect(JSON.parse(text)).toEqual({ size: { pairsMax: 3 } });
  });

  it.each(["", "size:\n", "size: {}\n", "{}", "null\n", "size: {pairsMax: 4, leverage: 3}\n"])(
    "of %j reads back as what was written",
    (text) => {
      const read = readOwnerFile(written(text, three));
      expect(read).toMatchObject({ ok: true, value: { config: three } });
    },
  );

  it("does not touch what stands under venues", () => {
    const venues = "venues:\n  binance:\n    sealed: 0x1F\n    label: 'it''s mine'   # odd\n    count: 1_000\n";
    expect(written(`${venues}size:\n  pairsMax: 4\n`, three)).toBe(
      `${venues}size:\n  pairsMax: 3\n`.replace("   # odd", " # odd"),
    );
  });
});

describe("the disk", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "evenkeel-config-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("tells a missing file from one that cannot be read", async () => {
    expect(await readText(join(folder, "none.yaml"))).toEqual({ ok: true, value: null });
    expect(await readText(folder)).toMatchObject({ ok: false, error: { code: "unreadable" } });
    const large = join(folder, "large.yaml");
    writeFileSync(large, "x".repeat(70_000));
    expect(await readText(large)).toMatchObject({ ok: false, error: { code: "unreadable" } });
  });

  it("writes whole, private, and through a link", async () => {
    const path = join(folder, "config.yaml");
    const link = join(folder, "link.yaml");
    writeFileSync(path, "old");
    chmodSync(path, 0o644);
    symlinkSync(path, link);
    await writeText(link, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(link, "utf8")).toBe("new");
  });
});
