import { stepAt, TOTP_STEP_MS, totpCode } from "../web/factor/totp.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An authenticator that was given this secret: its code now, or so many steps ahead. For tests. */
export function phoneWith(secret: string): (nowMs: number, stepsAhead?: number) => string {
  const letters = Array.from(secret.replaceAll(/\s/g, ""));
  const bits = letters.map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return (nowMs, stepsAhead = 0) => totpCode(key, stepAt(nowMs + stepsAhead * TOTP_STEP_MS));
}
