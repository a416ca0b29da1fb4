import { type Amount, formatFixed } from "@evenkeel/core/units";
import { fixed } from "../format.ts";

export { fixed };

const UNIT = 10n ** 10n;

/** An amount as Binance prints money: eight digits, always. Everything the exchange books is a multiple of that. */
export const money = (value: Amount | bigint): string => formatFixed(value / UNIT, 8);

/** Spot prints every price and quantity with eight digits whatever its tick. */
export const fixedEight = (mantissa: number, scale: number): string => {
  const text = fixed(mantissa, scale);
  return scale === 0 ? `${text}.00000000` : text.padEnd(text.length + 8 - scale, "0");
};

/** A power-of-ten step as decimal text: 1 at scale 3 is 0.001. */
export const float = (value: number, digits: number): string => value.toFixed(digits);
