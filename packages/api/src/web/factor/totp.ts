import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { toBase32 } from "./base32.ts";

/** RFC 6238 as every authenticator speaks it: SHA-1, six digits, thirty seconds. */
export const TOTP_STEP_MS = 30_000;
export const TOTP_DIGITS = 6;
/** As long as the hash, as RFC 4226 asks. */
const SECRET_BYTES = 20;
/** A phone's clock may be one step off; more would only widen what a guess can hit. */
const STEPS_OFF_MAX = 1;
const ISSUER = "Evenkeel";
const CODE = /^\d{6}$/;

export const newTotpSecret = (): Buffer => randomBytes(SECRET_BYTES);
export const stepAt = (nowMs: number): number => Math.floor(nowMs / TOTP_STEP_MS);

/** RFC 4226, section 5.3: four bytes at the place the last half-byte names, without the sign. */
export function totpCode(secret: Uint8Array, step: number, digits: number = TOTP_DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const at = mac.readUInt8(mac.length - 1) & 15;
  const number = (mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, "0");
}

/** The step whose code this is, or null. Every step of the window is compared, whichever matches. */
export function matchingStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  const given = Buffer.alloc(TOTP_DIGITS);
  given.write(code, "latin1");
  let found: number | null = null;
  for (let off = -STEPS_OFF_MAX; off <= STEPS_OFF_MAX; off += 1) {
    const step = stepAt(nowMs) + off;
    if (step >= 0 && timingSafeEqual(given, Buffer.from(totpCode(secret, step)))) found = step;
  }
  return CODE.test(code) ? found : null;
}

/** What the QR code says (the key URI format the authenticators agreed on). */
export function totpUri(secret: Uint8Array, name: string): string {
  const query = `secret=${toBase32(secret)}&issuer=${ISSUER}&algorithm=SHA1&digits=${TOTP_DIGITS}&period=${TOTP_STEP_MS / 1_000}`;
  return `otpauth://totp/${ISSUER}:${encodeURIComponent(name)}?${query}`;
}
