import type { AmountText } from "@evenkeel/api/views";

const MINUS = "\u2212";
/** Between a number and its unit: unbreakable. The thinner spaces vanish at small sizes in the typeface. */
export const THIN = "\u00a0";

export type SignStyle = "negative" | "always";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Adds a leading sign; a value that rounds to zero has none, so that "−0.00" is never shown. */
function signed(negative: boolean, body: string, style: SignStyle): string {
  if (!/[1-9]/.test(body)) return body;
  if (negative) return `${MINUS}${body}`;
  return style === "always" ? `+${body}` : body;
}

/**
 * An exact decimal text at fixed decimals, without passing through a float. Rounds half away from zero: what is
 * shown is nearest to what is, on both sides of zero alike.
 */
export function formatAmount(text: AmountText, decimals: number, style: SignStyle = "negative"): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return "?";
  const fraction = (match[3] ?? "").padEnd(decimals + 1, "0");
  const kept = BigInt(`${match[2]}${fraction.slice(0, decimals)}`);
  const rounded = (kept + (Number(fraction[decimals]) >= 5 ? 1n : 0n)).toString().padStart(decimals + 1, "0");
  const whole = grouped(rounded.slice(0, rounded.length - decimals));
  const body = decimals === 0 ? whole : `${whole}.${rounded.slice(-decimals)}`;
  return signed(match[1] === "-", body, style);
}

/** Every digit there is: where two sides are compared, none may be rounded away. */
export function formatExact(text: AmountText, style: SignStyle = "negative"): string {
  const match = /^(-?)(\d+)((?:\.\d+)?)$/.exec(text);
  if (match === null) return "?";
  return signed(match[1] === "-", `${grouped(match[2] ?? "")}${match[3] ?? ""}`, style);
}

/** Scores and statistics, which are floats by nature. */
export function formatNumber(value: number, decimals: number, style: SignStyle = "negative"): string {
  if (!Number.isFinite(value)) return "?";
  const [whole = "0", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const body = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return signed(value < 0, body, style);
}

export const formatPercent = (value: number, decimals: number, style: SignStyle = "negative"): string =>
  `${formatNumber(value, decimals, style)}${THIN}%`;

export const formatBps = (value: number, decimals: number, style: SignStyle = "negative"): string =>
  `${formatNumber(value, decimals, style)}${THIN}bp`;

/** Large round numbers of a rule: 31,200,000 is read as 31.2 M. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${formatNumber(value / 1e9, 1)}${THIN}B`;
  if (size >= 1e6) return `${formatNumber(value / 1e6, 1)}${THIN}M`;
  if (size >= 1e4) return `${formatNumber(value / 1e3, 1)}${THIN}k`;
  return formatNumber(value, Number.isInteger(value) ? 0 : 1);
}

export type Direction = "up" | "down" | "level";

export function directionOf(value: AmountText | number | null): Direction {
  if (value === null) return "level";
  if (typeof value === "number") return value > 0 ? "up" : value < 0 ? "down" : "level";
  if (!/[1-9]/.test(value)) return "level";
  return value.startsWith("-") ? "down" : "up";
}
