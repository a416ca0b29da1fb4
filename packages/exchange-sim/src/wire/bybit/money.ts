import { type Amount, formatAmount } from "@evenkeel/core/units";

/** An amount as Bybit prints money: eight digits at most, without idle zeros. */
export const money = (value: Amount | bigint): string => formatAmount(value as Amount);

/** A share of two amounts, at eight digits. */
export const shareText = (part: bigint, whole: bigint): string =>
  whole <= 0n ? "0" : money(((part * 10n ** 8n) / whole) * 10n ** 10n);
