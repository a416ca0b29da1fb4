import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { BLOB_LENGTH_MAX, formatBlob, PLAIN_BYTES_MAX, parseBlob } from "./blob.ts";
import { KEK_BYTES, Kek } from "./kek.ts";
import { createKeyring } from "./keyring.ts";
import { open, rewrap, type SealedAs, seal } from "./seal.ts";
import { Secret } from "./secret.ts";

const AS: SealedAs = { id: "key_1", venue: "binance", environment: "live", label: "main" };
const PLAIN = "a secret with ünïcode \u{1F512} and a \0 in it";
const kek = new Kek("file", Buffer.alloc(KEK_BYTES, 7));
const other = new Kek("file", Buffer.alloc(KEK_BYTES, 8));
const ring = createKeyring([kek]);

const sealed = (plain = PLAIN, as = AS): string => {
  const made = seal(new Secret(plain), as, kek);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
};
const codeOf = (text: string, as = AS, keyring = ring): string => {
  const opened = open(text, as, keyring);
  return opened.ok ? "opened" : opened.error.code;
};

describe("a sealed text", () => {
  test("opens as what it was, under its own name and key", () => {
    const opened = open(sealed(), AS, ring);
    expect(opened.ok && opened.value.reveal()).toBe(PLAIN);
  });

  test.each<[name: string, change: Partial<SealedAs>]>([
    ["another id", { id: "key_2" }],
    ["another venue", { venue: "bybit" }],
    ["another environment", { environment: "simulation" }],
    ["another label", { label: "main " }],
    ["parts pushed together", { venue: 'binance","live', environment: "" }],
  ])("does not open as %s", (_, change) => {
    expect(codeOf(sealed(), { ...AS, ...change })).toBe("tampered");
  });

  test("tells a key that is not here from a text that was changed", () => {
    const opened = open(sealed(), AS, createKeyring([other]));
    expect(opened).toMatchObject({
      error: { code: "wrong-key", sealedWith: `file-${kek.fingerprint}`, have: [`file-${other.fingerprint}`] },
    });
    expect(codeOf(sealed(), AS, createKeyring([]))).toBe("wrong-key");
    expect(codeOf(sealed(), AS, createKeyring([other, kek]))).toBe("opened");
  });

  test("never opens with a single bit of it changed", () => {
    const text = sealed("short");
    for (let at = 0; at < text.length; at += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
        const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ bit) + text.slice(at + 1);
        expect([changed, codeOf(changed)]).not.toEqual([changed, "opened"]);
      }
    }
  });

  test("never opens with a single bit of its key or its content changed", () => {
    const parsed = parseBlob(sealed("short"));
    if (!parsed.ok) throw new Error("does not parse");
    for (const part of ["wrappedKey", "data"] as const) {
      for (let bit = 0; bit < parsed.value[part].length * 8; bit += 1) {
        const bytes = Buffer.from(parsed.value[part]);
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(codeOf(formatBlob({ ...parsed.value, [part]: bytes }))).toBe("tampered");
      }
    }
  });

  test("uses no nonce and no data key twice", () => {
    const seen = new Set<string>();
    const rounds = 10_000;
    for (let round = 0; round < rounds; round += 1) {
      const parsed = parseBlob(sealed("x"));
      if (!parsed.ok) throw new Error("does not parse");
      seen.add(parsed.value.wrappedKey.subarray(0, 12).toString("hex"));
      seen.add(parsed.value.data.subarray(0, 12).toString("hex"));
    }
    expect(seen.size).toBe(2 * rounds);
  }, 30_000);

  test.each([
    ["", "empty"],
    ["x".repeat(PLAIN_BYTES_MAX), null],
    ["x".repeat(PLAIN_BYTES_MAX + 1), "too-large"],
    ["ü".repeat(PLAIN_BYTES_MAX / 2 + 1), "too-large"],
  ])("is of a bounded size (%#)", (plain, code) => {
    const made = seal(new Secret(plain), AS, kek);
    expect(made.ok ? codeOf(made.value) : made.error.code).toBe(code ?? "opened");
  });

  test("under a new key-encryption key is the same text, and the old key opens it no more", () => {
    const before = sealed();
    const moved = rewrap(before, AS, ring, other);
    if (!moved.ok) throw new Error(moved.error.message);
    expect(codeOf(moved.value)).toBe("wrong-key");
    const opened = open(moved.value, AS, createKeyring([other]));
    expect(opened.ok && opened.value.reveal()).toBe(PLAIN);
    expect(moved.value.split("$data=")[1]).toBe(before.split("$data=")[1]);
    expect(rewrap(before, { ...AS, id: "key_2" }, ring, other)).toMatchObject({ error: { code: "tampered" } });
  });
});

describe("the parser", () => {
  const good = sealed("x");
  const [head = "", key = "", dek = "", data = ""] = good.split("$");
  test.each<[name: string, text: string, code: string]>([
    ["nothing", "", "not-sealed"],
    ["plain text", "hunter2", "not-sealed"],
    ["capitals", good.toUpperCase(), "not-sealed"],
    ["a space before", ` ${good}`, "not-sealed"],
    ["a line after", `${good}\n`, "malformed"],
    ["only the prefix", "sealed:", "malformed"],
    ["a later version", good.replace(":v1", ":v2"), "unknown-version"],
    ["a version with a zero", good.replace(":v1", ":v01"), "unknown-version"],
    ["another kind of key", good.replace("file-", "cloud-"), "malformed"],
    ["a short fingerprint", good.replace(/file-../, "file-"), "malformed"],
    ["a field twice", `${head}$${key}$${dek}$${dek}$${data}`, "malformed"],
    ["a field missing", `${head}$${key}$${data}`, "malformed"],
    ["fields in another order", `${head}$${key}$${data}$${dek}`, "malformed"],
    ["an unknown field", `${good}$more=1`, "malformed"],
    ["cut short", good.slice(0, 150), "malformed"],
    ["padding", `${good}=`, "malformed"],
    ["the other base64 alphabet", good.replace(/data=.{3}/, "data=+/+"), "malformed"],
    ["letters that are not ASCII", good.replace("data=", "data=ü"), "malformed"],
    ["bits no byte has", good.replace(/dek=.{80}/, `dek=${"A".repeat(79)}B`).replace("$data", "x$data"), "malformed"],
    ["huge", `${good}${"A".repeat(5_000_000)}`, "too-long"],
  ])("refuses %s", (_, text, code) => {
    expect(parseBlob(text)).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(/\.$/) } });
  });

  test("never throws and never opens anything that was not sealed here", () => {
    // Seeded: a failing round can be run again.
    let state = 20_261_126;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < 3_000; round += 1) {
      const letters = Array.from(good);
      for (let edit = 0; edit <= next(6); edit += 1) {
        const at = next(letters.length);
        const kind = next(4);
        if (kind === 0) letters.splice(at, next(40));
        else if (kind === 1) letters.splice(at, 0, ...letters.slice(next(letters.length), next(letters.length)));
        else letters[at] = String.fromCharCode(next(kind === 2 ? 128 : 65_536));
      }
      const text = letters.join("");
      expect([text, codeOf(text) === "opened"]).toEqual([text, text === good]);
      expect(text.length > BLOB_LENGTH_MAX ? codeOf(text) : "").toMatch(/^(too-long)?$/);
    }
    for (let round = 0; round < 300; round += 1) codeOf(randomBytes(next(4_000)).toString("latin1"));
  });
});

test("a secret shows itself to nobody who does not ask", () => {
  const secret = new Secret("hunter2-hunter2");
  const shown = [
    String(secret),
    "".concat(secret as unknown as string),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    inspect(new Error("x", { cause: secret })),
    JSON.stringify({ kek }),
    inspect(kek, { showHidden: true }),
  ].join(" ");
  expect(shown).not.toContain("hunter2");
  expect(shown).not.toContain(kek.bytes().toString("hex"));
  expect(shown).toContain("[hidden]");
  expect(Object.keys(secret)).toEqual([]);
});
