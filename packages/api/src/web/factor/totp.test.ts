import { describe, expect, test } from "vitest";
import { toBase32 } from "./base32.ts";
import { matchingStep, newTotpSecret, stepAt, TOTP_STEP_MS, totpCode, totpUri } from "./totp.ts";

const SECRET = Buffer.from("12345678901234567890");

// RFC 6238, appendix B, the rows of SHA-1.
test.each([
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
])("at %i s the code is %s", (seconds, code) => {
  expect(totpCode(SECRET, stepAt(seconds * 1_000), 8)).toBe(code);
  expect(totpCode(SECRET, stepAt(seconds * 1_000))).toBe(code.slice(2));
});

// RFC 4226, appendix D: the same arithmetic by its counter.
test.each(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])(
  "code %s",
  (code) => {
    const at = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    expect(totpCode(SECRET, at.indexOf(code))).toBe(code);
  },
);

describe("a code is taken", () => {
  const NOW_MS = 1_800_000_000_000;
  const step = stepAt(NOW_MS);
  test.each<[name: string, off: number, found: number | null]>([
    ["two steps ago", -2, null],
    ["one step ago", -1, step - 1],
    ["now", 0, step],
    ["one step ahead", 1, step + 1],
    ["two steps ahead", 2, null],
  ])("of %s", (_name, off, found) => {
    expect(matchingStep(SECRET, totpCode(SECRET, step + off), NOW_MS)).toBe(found);
  });
  test.each(["", "12345", "1234567", `${totpCode(SECRET, step)}0`, "abcdef", "١٢٣٤٥٦"])("not of %j", (code) => {
    expect(matchingStep(SECRET, code, NOW_MS)).toBeNull();
  });
  test("not of another secret", () => {
    const others = Array.from({ length: 20 }, newTotpSecret);
    const hits = others.filter((other) => matchingStep(other, totpCode(SECRET, step), NOW_MS) !== null);
    expect(hits.length).toBeLessThan(2);
  });
  test("until its step is over, and one more", () => {
    const code = totpCode(SECRET, step);
    expect(matchingStep(SECRET, code, (step + 2) * TOTP_STEP_MS - 1)).toBe(step);
    expect(matchingStep(SECRET, code, (step + 2) * TOTP_STEP_MS)).toBeNull();
  });
});

// RFC 4648, section 10, without the padding.
test.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("base 32 of %j is %s", (text, expected) => expect(toBase32(Buffer.from(text))).toBe(expected));

test("the address for the QR code", () => {
  expect(totpUri(SECRET, "Ada L. @home")).toBe(
    "otpauth://totp/Evenkeel:Ada%20L.%20%40home?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Evenkeel&algorithm=SHA1&digits=6&period=30",
  );
});
