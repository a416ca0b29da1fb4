/** A mantissa with exactly its scale's digits, without going through bigint: this runs for every quote. */
export function fixed(mantissa: number, scale: number): string {
  if (scale === 0) return String(mantissa);
  const negative = mantissa < 0;
  const digits = String(negative ? -mantissa : mantissa).padStart(scale + 1, "0");
  const split = digits.length - scale;
  return `${negative ? "-" : ""}${digits.slice(0, split)}.${digits.slice(split)}`;
}
