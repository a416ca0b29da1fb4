import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createKeyring, KEK_BYTES, Kek, open } from "../seal/index.ts";
import { encryptVenues } from "./encrypt.ts";
import { loadVenues } from "./load.ts";
import { parseVenues, sealedAs, type VenueEntry } from "./schema.ts";

const kek = new Kek("file", Buffer.alloc(KEK_BYTES, 3));
const ring = createKeyring([kek]);

const FILE = `# my desk
venues:
  # the sub-account that does nothing else
  - venue: binance
    environment: live      # never the main account
    label: 'carry, "one"'
    apiKey: plainKEY0123456789
    secret:   "plain \\"SECRET\\" ü"   # from the venue's page

entry: { meanAnnualPercentMin: 20 } # stricter
`;

const encrypted = (text: string): string => {
  const made = encryptVenues(text, kek);
  if (!made.ok) throw new Error(made.error.message);
  return made.value.text;
};

describe("sealing a file in place", () => {
  test("changes the secrets and not another letter", () => {
    const text = encrypted(FILE);
    expect(text).not.toMatch(/plain/);
    const [entry] = (parse(text) as { venues: VenueEntry[] }).venues;
    if (entry === undefined) throw new Error("no entry");
    const values = (["apiKey", "secret"] as const).map((field) => {
      const opened = open(entry[field], sealedAs(entry, field), ring);
      return opened.ok && opened.value.reveal();
    });
    expect(values).toEqual(["plainKEY0123456789", 'plain "SECRET" ü']);
    const hidden = (whole: string): string =>
      whole.replace(/(apiKey: ).*/, "$1*").replace(/(secret: {3}).*?( {3}#)/, "$1*$2");
    expect(hidden(text)).toBe(hidden(FILE));
  });

  test("seals nothing twice", () => {
    const once = encrypted(FILE);
    expect(encryptVenues(once, kek)).toEqual({ ok: true, value: { text: once, sealed: 0, already: 2 } });
  });

  test("does not let the two values of an entry change places", () => {
    const [entry] = (parse(encrypted(FILE)) as { venues: VenueEntry[] }).venues;
    if (entry === undefined) throw new Error("no entry");
    expect(open(entry.apiKey, sealedAs(entry, "secret"), ring)).toMatchObject({ error: { code: "tampered" } });
    expect(open(entry.apiKey, sealedAs({ ...entry, label: "two" }, "apiKey"), ring).ok).toBe(false);
  });

  test.each<[name: string, text: string]>([
    ["no YAML", "venues: [plainKEY"],
    ["no venues", "entry: {}"],
    ["a venue nobody knows", FILE.replace("binance", "plainKEY")],
    ["a key that is a number", FILE.replace("plainKEY0123456789", "123")],
    ["a value over several lines", FILE.replace("plainKEY0123456789", "|\n      plainKEY0123456789")],
    ["a value others refer to", FILE.replace("plainKEY0123456789", "&key plainKEY0123456789")],
    ["an unknown field", FILE.replace("label:", "passphrase: plainKEY\n    label:")],
    ["too much", `${FILE}# ${"x".repeat(70_000)}`],
  ])("refuses %s, and never repeats what stands there", (_, text) => {
    const made = encryptVenues(text, kek);
    expect(made.ok).toBe(false);
    expect(JSON.stringify(made)).not.toMatch(/plain[A-Z]/);
  });
});

describe("the section as the engine takes it", () => {
  const entry = (change: Partial<Record<keyof VenueEntry, unknown>> = {}): unknown => ({
    ...(parse(encrypted(FILE)) as { venues: object[] }).venues[0],
    ...change,
  });

  test.each<[name: string, given: unknown, code: string | null]>([
    ["nothing", undefined, null],
    ["one account", [entry()], null],
    ["two environments", [entry(), entry({ environment: "testnet" })], null],
    ["a plain secret", [entry({ secret: "plainSECRET" })], "plaintext-secret"],
    ["a plain key", [entry({ apiKey: "plainKEY" })], "plaintext-secret"],
    ["two accounts of one venue", [entry(), entry({ label: "two" })], "contradiction"],
    ["a label that moves the cursor", [entry({ label: "a\u001b[2Jb" })], "bad-shape"],
    ["a label that turns around", [entry({ label: "a\u202eb" })], "bad-shape"],
    ["an object", {}, "bad-shape"],
    ["too many", Array.from({ length: 9 }, () => entry()), "bad-shape"],
  ])("%s", (_, given, code) => {
    const parsed = parseVenues(given);
    expect(parsed.ok ? null : parsed.error.code).toBe(code);
    expect(JSON.stringify(parsed)).not.toMatch(/plain[A-Z]/);
  });

  test("names the command that mends a plain secret", () => {
    expect(parseVenues([entry({ secret: "plainSECRET" })])).toMatchObject({
      error: { path: "venues.0.secret", message: expect.stringContaining("evenkeel config encrypt") },
    });
  });
});

describe("a file", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "evenkeel-venues-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each<[name: string, text: string, code: string | null]>([
    ["yaml", encrypted(FILE), null],
    ["json without venues", '{"size":{"leverage":3}}', null],
    ["empty", "", null],
    ["plain", FILE, "plaintext-secret"],
    ["broken", "venues: [plainKEY", "bad-shape"],
    ["bomb", "a: &a [x]\nvenues: [*a, *a]", "bad-shape"],
  ])("%s", async (name, text, code) => {
    const path = join(folder, name.replaceAll(" ", "-"));
    writeFileSync(path, text);
    const loaded = await loadVenues(path);
    expect(loaded.ok ? null : loaded.error.code).toBe(code);
  });

  test("that is not there", async () => {
    expect(await loadVenues(null)).toEqual({ ok: true, value: [] });
    expect(await loadVenues(join(folder, "none"))).toMatchObject({ error: { code: "unreadable" } });
  });
});
