import { err, ok, type Result } from "./result.ts";

/** Why a text is not an exact decimal at the wanted scale. */
export type DecimalError = { readonly code: "not-a-decimal" | "too-precise" | "too-large"; readonly text: string };

/** More digits than any venue sends; longer texts are hostile and are refused before any arithmetic. */
const DIGITS_MAX = 60;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

const POWERS: readonly bigint[] = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent));

export function pow10(exponent: number): bigint {
  const power = POWERS[exponent];
  if (power === undefined) throw new RangeError(`10^${exponent} is outside 0..63`);
  return power;
}

/** Reads a decimal text as an integer at `scale` digits. Never rounds: digits beyond the scale must be zero. */
export function parseDecimal(text: string, scale: number): Result<bigint, DecimalError> {
  const shown = text.slice(0, DIGITS_MAX + 4);
  if (text.length > DIGITS_MAX) return err({ code: "too-large", text: shown });
  const match = DECIMAL.exec(text);
  if (match === null) return err({ code: "not-a-decimal", text: shown });
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const shift = scale + Number(exponentText) - fraction.length;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return ok(0n);
  if (shift > DIGITS_MAX) return err({ code: "too-large", text: shown });
  if (shift < -DIGITS_MAX) return err({ code: "too-precise", text: shown });
  let value: bigint;
  if (shift >= 0) {
    value = digits * pow10(shift);
  } else {
    const divisor = pow10(-shift);
    if (digits % divisor !== 0n) return err({ code: "too-precise", text: shown });
    value = digits / divisor;
  }
  return ok(sign === "-" ? -value : value);
}

/** Writes the shortest exact decimal text of an integer at `scale` digits. */
export function formatDecimal(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Writes with exactly `scale` digits behind the point, as venues do. */
export function formatFixed(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, "0");
  const body =
    scale === 0 ? digits : `${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
  return negative ? `-${body}` : body;
}
