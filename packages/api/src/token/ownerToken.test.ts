import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { mintOwnerToken, OWNER_TOKEN_PREFIX, verifyOwnerToken } from "./ownerToken.ts";
import { mintToken, TOKEN_LIFE_SECONDS } from "./token.ts";

const SECRET = "a-secret-of-at-least-thirty-two-bytes";
const NOW_MS = 1_800_000_000_000;
const TOKEN = mintOwnerToken("ada", SECRET, NOW_MS);
const claims = { userId: "u1", role: "admin", sessionId: "s1", sessionVersion: 1 } as const;

test("a fresh token says whose it is", () => {
  expect(verifyOwnerToken(TOKEN, SECRET, NOW_MS)).toEqual({ ok: true, name: "ada" });
});

const NO_JSON = Buffer.from("<x>").toString("base64url");
const WELL_SIGNED = createHmac("sha256", SECRET).update(`evenkeel-owner ${NO_JSON}`).digest("base64url");

test.each<[name: string, token: string, secret: string, nowMs: number]>([
  ["well signed and no JSON", `${OWNER_TOKEN_PREFIX}${NO_JSON}.${WELL_SIGNED}`, SECRET, NOW_MS],
  ["another secret", TOKEN, `${SECRET}x`, NOW_MS],
  ["expired", TOKEN, SECRET, NOW_MS + TOKEN_LIFE_SECONDS * 1_000],
  ["made for far ahead", mintOwnerToken("ada", SECRET, NOW_MS + 3_600_000), SECRET, NOW_MS],
  ["a browser's token in its clothes", `${OWNER_TOKEN_PREFIX}${mintToken(claims, SECRET, NOW_MS)}`, SECRET, NOW_MS],
  ["nothing", OWNER_TOKEN_PREFIX, SECRET, NOW_MS],
  ["padded", `${TOKEN}=`, SECRET, NOW_MS],
  ["a third part", `${TOKEN}.x`, SECRET, NOW_MS],
])("refused: %s", (_name, token, secret, nowMs) => {
  expect(verifyOwnerToken(token, secret, nowMs)).toEqual({ ok: false });
});
