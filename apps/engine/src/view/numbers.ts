import type { AmountText } from "@evenkeel/api/views";
import { type Amount, formatAmount } from "@evenkeel/core/units";

/** One digit is what a basis point or a percent is read at; more would only make rows flicker. */
export const tenth = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Math.round(value * 10) / 10;

/** Positive numbers that are 0 until first told. */
export const told = (value: number | undefined): number | null => (value === undefined || value === 0 ? null : value);

export const text = (value: Amount): AmountText => formatAmount(value);

/** Booked digits are exact; a mark moves with every tick and is cut to the eighth. */
const MARK_UNIT = 10n ** 10n;
export const markText = (value: Amount): AmountText => formatAmount(((value / MARK_UNIT) * MARK_UNIT) as Amount);
