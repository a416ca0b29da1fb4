import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandKek } from "./command.ts";
import { makePrivate, readKekFile } from "./file.ts";
import { KEK_BYTES } from "./kek.ts";
import { passphraseKek } from "./passphrase.ts";
import { Secret } from "./secret.ts";

const HEX = "0f".repeat(KEK_BYTES);
const BASE64 = Buffer.from(HEX, "hex").toString("base64");

const ENVIRONMENT = { PATH: "/usr/bin:/bin" };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-kek-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (result: { ok: boolean; error?: { code: string } }): string | null =>
  result.ok ? null : (result.error?.code ?? null);

describe("a key in a file", () => {
  const write = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
    return path;
  };

  test("is made once, private, the same for all who ask at once, and leaves no draft", async () => {
    const path = join(folder, "made", "venue-kek");
    await Promise.all([1, 2, 3].map(() => makePrivate(path, KEK_BYTES)));
    const read = await Promise.all([readKekFile(path), readKekFile(path)]);
    const prints = read.map((each) => each.ok && each.value?.fingerprint);
    expect(prints[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(prints).size).toBe(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, "made"))).toEqual(["venue-kek"]);
  });

  test.each<[name: string, text: string, mode: number, code: string | null]>([
    ["hex", HEX, 0o600, null],
    ["base64 and a line end", `${BASE64}\n`, 0o600, null],
    ["base64url", BASE64.replaceAll("+", "-").replace("=", ""), 0o400, null],
    ["open to the group", HEX, 0o640, "wrong-mode"],
    ["open to the world", HEX, 0o604, "wrong-mode"],
    ["too short", HEX.slice(2), 0o600, "wrong-shape"],
    ["too long", `${HEX}00`, 0o600, "wrong-shape"],
    ["two lines", `${HEX}\n${HEX}`, 0o600, "wrong-shape"],
    ["empty", "", 0o600, "wrong-shape"],
    ["huge", "0".repeat(1_000_000), 0o600, "wrong-shape"],
  ])("%s", async (name, text, mode, code) => {
    const read = await readKekFile(write(name.replaceAll(" ", "-"), text, mode));
    expect(codeOf(read)).toBe(code);
    expect(JSON.stringify(read)).not.toContain("0f0f");
  });

  test("of somebody else is refused", async () => {
    if (process.getuid?.() !== 0) return console.warn("not run: only root can give a file away");
    const path = write("foreign", HEX);
    chownSync(path, 65_534, 65_534);
    expect(codeOf(await readKekFile(path))).toBe("wrong-owner");
  });

  test("that is not there is told from one that cannot be read", async () => {
    expect(await readKekFile(join(folder, "none"))).toEqual({ ok: true, value: null });
    expect(codeOf(await readKekFile(join(write("a-file", ""), "below")))).toBe("unreadable");
  });
});

describe("a key from a command", () => {
  const script = (name: string, body: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o700 });
    return path;
  };

  test.each<[name: string, body: string, code: string | null]>([
    ["hex", `echo ${HEX}`, null],
    ["base64", `printf %s ${BASE64}`, null],
    ["its argument", 'echo "$1"', null],
    ["nothing", "true", "wrong-shape"],
    ["words around it", `echo key: ${HEX}`, "wrong-shape"],
    ["a failure that talks", `echo ${HEX}; echo ${HEX} >&2; exit 3`, "command-failed"],
    ["too much", "head -c 100000 /dev/zero", "command-failed"],
    ["too late", "exec sleep 30", "command-failed"],
  ])("that prints %s", async (name, body, code) => {
    const made = await commandKek(`${script(`prints-${name.replaceAll(" ", "-")}`, body)} ${HEX}`, ENVIRONMENT, 1_500);
    expect(codeOf(made)).toBe(code);
    expect(JSON.stringify(made)).not.toContain("0f0f");
  });

  test.each(["", "  ", "cat key | tr -d x", "echo $KEY", "sh -c 'echo x'", "echo `id`", "a;b", "a > b", 'x "y z"'])(
    "is not run when only a shell would understand it: %s",
    async (text) => {
      expect(codeOf(await commandKek(text, ENVIRONMENT))).toBe("command-refused");
    },
  );

  test("that does not exist says so", async () => {
    const made = await commandKek(join(folder, "missing"), ENVIRONMENT);
    expect(made).toMatchObject({ error: { code: "command-failed", message: expect.stringContaining("ENOENT") } });
  });
});

describe("a key from a passphrase", () => {
  const salt = Buffer.alloc(16, 1);
  test("is the same for the same salt, and another for another", async () => {
    const made = await Promise.all([
      passphraseKek(new Secret("correct horse battery"), salt),
      passphraseKek(new Secret("correct horse battery"), salt),
      passphraseKek(new Secret("correct horse battery"), Buffer.alloc(16, 2)),
    ]);
    const prints = made.map((each) => each.ok && each.value.fingerprint);
    expect(prints[1]).toBe(prints[0]);
    expect(new Set(prints).size).toBe(2);
  }, 30_000);

  test("that is short is refused", async () => {
    expect(codeOf(await passphraseKek(new Secret("too short"), salt))).toBe("passphrase-too-short");
  });
});
