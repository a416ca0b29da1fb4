import { type Amount, formatAmount } from "@evenkeel/core/units";

/** A mantissa at its scale without the zeros behind its last digit, as Coinbase prints prices and sizes. */
export function decimal(mantissa: number, scale: number): string {
  if (scale === 0) return String(mantissa);
  const digits = String(Math.abs(mantissa)).padStart(scale + 1, "0");
  const split = digits.length - scale;
  let end = digits.length;
  while (end > split && digits[end - 1] === "0") end -= 1;
  const text = end === split ? digits.slice(0, split) : `${digits.slice(0, split)}.${digits.slice(split, end)}`;
  return mantissa < 0 ? `-${text}` : text;
}

export const money = (value: Amount | bigint): string => formatAmount(value as Amount);

/** One step of a scale: 0.001 at three digits. */
export const increment = (step: number, scale: number): string => decimal(step, scale);

/** Six digits behind the second; this venue's own clock has three of them. */
export const isoTime = (ms: number): string => new Date(Math.floor(ms)).toISOString().replace("Z", "000Z");

/** A proto timestamp that was never set. */
export const NO_TIME = "0001-01-01T00:00:00Z";

/** Of a commission's parts only the client's own exists here. */
export const commissionDetail = (total: Amount | bigint) => ({
  total_commission: money(total),
  gst_commission: "0",
  withholding_commission: "0",
  client_commission: money(total),
  venue_commission: "0",
  regulatory_commission: "0",
  clearing_commission: "0",
});

export const ratio = (ppm: number): string => String(ppm / 1e6);
