import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { mintToken, TOKEN_LIFE_SECONDS, type TokenClaims, verifyToken } from "./token.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const NOW_MS = 1_800_000_000_000;
const CLAIMS: TokenClaims = { userId: "u1", role: "operator", sessionId: "s1", sessionVersion: 3 };
const TOKEN = mintToken(CLAIMS, SECRET, NOW_MS);
const [HEADER, PAYLOAD, SIGNATURE] = TOKEN.split(".") as [string, string, string];

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const seal = (header: string, payload: string): string =>
  `${header}.${payload}.${createHmac("sha256", SECRET).update(`${header}.${payload}`).digest("base64url")}`;
const payloadWith = (change: object): string =>
  encode({ ...JSON.parse(Buffer.from(PAYLOAD, "base64url").toString()), ...change });

test("a fresh token gives back what was put in", () => {
  expect(verifyToken(TOKEN, SECRET, NOW_MS)).toEqual({ ok: true, claims: CLAIMS });
});

describe("refused", () => {
  const lastLetterChanged = `${SIGNATURE.slice(0, -1)}${SIGNATURE.endsWith("A") ? "B" : "A"}`;
  const cases: [name: string, token: string, nowMs: number, failure: string][] = [
    ["empty", "", NOW_MS, "malformed"],
    ["two parts", `${HEADER}.${PAYLOAD}`, NOW_MS, "malformed"],
    ["four parts", `${TOKEN}.x`, NOW_MS, "malformed"],
    ["very long", `${TOKEN}${"a".repeat(3_000)}`, NOW_MS, "malformed"],
    ["algorithm none", `${encode({ alg: "none" })}.${PAYLOAD}.`, NOW_MS, "malformed"],
    ["another header, well signed", seal(encode({ alg: "HS512" }), PAYLOAD), NOW_MS, "malformed"],
    ["payload swapped", `${HEADER}.${payloadWith({ role: "admin" })}.${SIGNATURE}`, NOW_MS, "bad-signature"],
    ["signature changed", `${HEADER}.${PAYLOAD}.${lastLetterChanged}`, NOW_MS, "bad-signature"],
    ["signature empty", `${HEADER}.${PAYLOAD}.`, NOW_MS, "bad-signature"],
    ["signature padded", `${TOKEN}=`, NOW_MS, "bad-signature"],
    ["at its expiry", TOKEN, NOW_MS + TOKEN_LIFE_SECONDS * 1_000, "expired"],
    ["stretched life", seal(HEADER, payloadWith({ exp: 9_999_999_999 })), NOW_MS, "expired"],
    ["from the future", TOKEN, NOW_MS - 60_000, "not-yet-valid"],
    ["another audience", seal(HEADER, payloadWith({ aud: "web" })), NOW_MS, "wrong-audience"],
    ["another version", seal(HEADER, payloadWith({ v: 2 })), NOW_MS, "malformed"],
    ["unknown role", seal(HEADER, payloadWith({ role: "root" })), NOW_MS, "malformed"],
    ["not JSON", seal(HEADER, "eyJ"), NOW_MS, "malformed"],
  ];
  test.each(cases)("%s", (_name, token, nowMs, failure) => {
    expect(verifyToken(token, SECRET, nowMs)).toEqual({ ok: false, failure });
  });

  test("another secret", () => {
    expect(verifyToken(TOKEN, `${SECRET}x`, NOW_MS)).toEqual({ ok: false, failure: "bad-signature" });
  });
});
