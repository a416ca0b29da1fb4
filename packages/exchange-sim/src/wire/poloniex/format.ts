import { type Amount, formatAmount } from "@evenkeel/core/units";
import type { MarketSpecification } from "../../world/instrument.ts";
import { fixed } from "../format.ts";

/** An amount with the digits it has: Poloniex prints up to eighteen. */
export const money = (value: Amount | bigint): string => formatAmount(value as Amount);

export const price = (specification: MarketSpecification, mantissa: number): string =>
  fixed(mantissa, specification.priceScale);

/** A price that was computed, at the market's digits. */
export const floatPrice = (specification: MarketSpecification, value: number): string =>
  value.toFixed(specification.priceScale);

/** A rate held at eight digits. */
export const rate = (value: number): string => {
  const text = fixed(value, 8).replace(/0+$/, "");
  return text.endsWith(".") ? text.slice(0, -1) : text;
};

/** A share, as the venue prints fee rates and margin ratios. */
export const share = (ppm: number): string => String(ppm / 1e6);

/** A ratio of two amounts at eighteen digits, towards zero. */
export const ratio = (over: bigint, under: bigint): string =>
  under === 0n ? "0" : formatAmount(((over * 10n ** 18n) / under) as Amount);
