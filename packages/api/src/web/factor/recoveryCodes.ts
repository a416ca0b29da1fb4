import { randomInt } from "node:crypto";
import { hashSecret } from "../ids.ts";

export const RECOVERY_CODES = 10;
/** Digits alone, so that a phone's number pad can type them; about 66 bits, beyond guessing even from a stolen table. */
const GROUPS = 4;
const GROUP_DIGITS = 5;
export const RECOVERY_DIGITS = GROUPS * GROUP_DIGITS;

const newGroup = (): string => String(randomInt(10 ** GROUP_DIGITS)).padStart(GROUP_DIGITS, "0");

/** As they are shown, once: "12345-67890-12345-67890". */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: GROUPS }, newGroup).join("-"));

const digitsOf = (text: string): string => text.replaceAll(/[\s-]/g, "");

/** What is stored. Bound to the user, so that equal codes of two users do not look equal. */
export const hashRecoveryCode = (userId: string, code: string): string =>
  hashSecret(`recovery\n${userId}\n${digitsOf(code)}`);

export type TypedCode = { readonly kind: "totp" | "recovery" | "none"; readonly digits: string };

/** What somebody typed into the one field for both kinds of code. */
export function readTypedCode(text: string): TypedCode {
  const digits = digitsOf(text);
  if (/^\d{6}$/.test(digits)) return { kind: "totp", digits };
  if (/^\d{20}$/.test(digits)) return { kind: "recovery", digits };
  return { kind: "none", digits: "" };
}
