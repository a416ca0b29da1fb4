import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyring, KEK_BYTES, Kek, open, rewrap, Secret, seal } from "@evenkeel/config/seal";
import { loadVenues } from "@evenkeel/config/venues";
import { choose, damageText, fuzz, type Random, strangeText } from "@evenkeel/testkit/fuzz";
import { afterAll, beforeAll, expect, test } from "vitest";

const SEED = 1;
const BLOBS = 3_000;
const FILES = 300;
const CANARY = "CANARY-SECRET-7f3a";
const AS = { id: "key_1", venue: "binance", environment: "live", label: "main" };
const kek = new Kek("file", Buffer.alloc(KEK_BYTES, 7));
const next = new Kek("command", Buffer.alloc(KEK_BYTES, 9));
const ring = createKeyring([kek]);

const made = seal(new Secret(CANARY), AS, kek);
if (!made.ok) throw new Error(made.error.message);
const BLOB = made.value;

/** What is said about the key beside its fingerprint is for people; everything else is bound. */
const bound = (text: string): string => text.replace(/kek=(?:file|passphrase|command)-/, "kek=-");

function wrongBlob(random: Random): string {
  const dice = random.next();
  if (dice < 0.15) return strangeText(random);
  if (dice < 0.3) return `sealed:v1$${strangeText(random)}`;
  const parts = BLOB.split("$");
  if (dice < 0.5) return parts.map((part) => (random.chance(0.3) ? damageText(part, random) : part)).join("$");
  if (dice < 0.6) return parts.toSorted(() => random.next() - 0.5).join("$");
  if (dice < 0.7) return [...parts, choose(random, parts)].join("$");
  const at = random.below(BLOB.length);
  return `${BLOB.slice(0, at)}${choose(random, ["A", "_", "-", "=", "+", "9"])}${BLOB.slice(at + 1)}`;
}

test("only the very text that was sealed opens; every other is refused with a code that tells no secret", async () => {
  const run = fuzz({
    name: "sealed blob",
    seed: SEED,
    cases: BLOBS,
    make: wrongBlob,
    check: (text) => {
      for (const outcome of [open(text, AS, ring), rewrap(text, AS, ring, next)]) {
        if (outcome.ok && bound(text) !== bound(BLOB)) throw new Error("a changed text was opened");
        if (!outcome.ok && JSON.stringify(outcome.error).includes(CANARY)) throw new Error("the secret was told");
      }
    },
  });
  expect(await run).toBe(BLOBS);
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-fuzz-sealed-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLE = readFileSync(new URL("../../docs/examples/evenkeel.yaml", import.meta.url), "utf8");
/** What YAML has that JSON has not, and what only looks harmless. */
const YAML = [
  "&a [*a]",
  "!!js/function 'x'",
  "<<: *none",
  "? [a]: b",
  "%TAG ! x",
  "\t- x",
  "|+\n",
  "2001-01-01",
  "{a: &b {c: *b}}",
];

function wrongFile(random: Random): string {
  const text = EXAMPLE.replace("paste the API key here, then encrypt", random.chance(0.5) ? BLOB : CANARY);
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  lines[at] = choose(random, [
    line.replace(/:.*/, `: ${choose(random, YAML)}`),
    damageText(line, random),
    strangeText(random),
    line.repeat(3),
  ]);
  return random.chance(0.2) ? damageText(lines.join("\n"), random) : lines.join("\n");
}

test("a configuration file of any text gives sealed accounts or a code, and never says what stood in it", async () => {
  const path = join(folder, "evenkeel.yaml");
  const run = fuzz({
    name: "configuration file with accounts",
    seed: SEED,
    cases: FILES,
    make: wrongFile,
    check: async (text) => {
      writeFileSync(path, text);
      const loaded = await loadVenues(path);
      if (!loaded.ok && JSON.stringify(loaded.error).includes(CANARY)) throw new Error("the secret was told");
      if (loaded.ok && JSON.stringify(loaded.value).includes(CANARY)) throw new Error("a plain secret was taken");
    },
  });
  expect(await run).toBe(FILES);
});
