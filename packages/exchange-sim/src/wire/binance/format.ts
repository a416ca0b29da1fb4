import { type Amount, formatFixed } from "@evenkeel/core/units";

const UNIT = 10n ** 10n;

/** An amount as Binance prints money: eight digits, always. Everything the exchange books is a multiple of that. */
export const money = (value: Amount | bigint): string => formatFixed(value / UNIT, 8);

/** A mantissa with exactly its scale's digits, without going through bigint: this runs for every quote. */
export function fixed(mantissa: number, scale: number): string {
  if (scale === 0) return String(mantissa);
  const negative = mantissa < 0;
  const digits = String(negative ? -mantissa : mantissa).padStart(scale + 1, "0");
  const split = digits.length - scale;
  return `${negative ? "-" : ""}${digits.slice(0, split)}.${digits.slice(split)}`;
}

/** Spot prints every price and quantity with eight digits whatever its tick. */
export const fixedEight = (mantissa: number, scale: number): string => {
  const text = fixed(mantissa, scale);
  return scale === 0 ? `${text}.00000000` : text.padEnd(text.length + 8 - scale, "0");
};

/** A power-of-ten step as decimal text: 1 at scale 3 is 0.001. */
export const float = (value: number, digits: number): string => value.toFixed(digits);
