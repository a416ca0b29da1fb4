import { describe, expect, test } from "vitest";
import { createSealer } from "./sealer.ts";

const SECRET = "vK8-Zt2_qLw9RmX4bN7cY1eHs6Uf3JgA";
const sealer = createSealer(SECRET);
const SEALED = sealer.seal("the text", "totp:ada");

test("what was sealed opens for its purpose, also in another process", () => {
  expect(sealer.open(SEALED, "totp:ada")).toBe("the text");
  expect(createSealer(SECRET).open(SEALED, "totp:ada")).toBe("the text");
  expect(sealer.open(sealer.seal("", "x"), "x")).toBe("");
  expect(SEALED).not.toContain(Buffer.from("the text").toString("base64url").slice(0, 6));
});

test("no two are alike", () => {
  const many = new Set(Array.from({ length: 1_000 }, () => sealer.seal("the text", "totp:ada")));
  expect(many.size).toBe(1_000);
});

describe("nothing opens", () => {
  test.each([
    ["for somebody else", SEALED, "totp:otto"],
    ["for another purpose", SEALED, "device:ada"],
    ["of another version", SEALED.replace("v1.", "v2."), "totp:ada"],
    ["padded", `${SEALED}=`, "totp:ada"],
    ["with a third part", `${SEALED}.x`, "totp:ada"],
    ["cut short", SEALED.slice(0, 20), "totp:ada"],
    ["empty", "", "totp:ada"],
    ["a word", "v1.hello", "totp:ada"],
  ])("%s", (_name, sealed, purpose) => expect(sealer.open(sealed, purpose)).toBeNull());

  test("under another secret", () => {
    expect(createSealer(`${SECRET}x`).open(SEALED, "totp:ada")).toBeNull();
  });

  test("with any one bit turned", () => {
    const bytes = Buffer.from(SEALED.slice(3), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Buffer.from(bytes);
      turned.writeUInt8((turned[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
      expect(sealer.open(`v1.${turned.toString("base64url")}`, "totp:ada")).toBeNull();
    }
  });
});
