import { type Amount, formatAmount, formatFixed } from "@evenkeel/core/units";

/** An amount as Bybit prints money: eight digits at most, without idle zeros. */
export const money = (value: Amount | bigint): string => formatAmount(value as Amount);

/** A share of two amounts, at eight digits. */
export const shareText = (part: bigint, whole: bigint): string =>
  whole <= 0n ? "0" : money((formatScale(part, whole) * 10n ** 10n) as Amount);

const formatScale = (part: bigint, whole: bigint): bigint => (part * 10n ** 8n) / whole;

/** Exactly so many digits, rounded down. */
export const digits = (value: bigint, scale: number): string => formatFixed(value / 10n ** BigInt(18 - scale), scale);
