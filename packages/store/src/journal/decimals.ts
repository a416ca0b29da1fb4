import type { VenueTimeMs, WallTimeMs } from "@evenkeel/core/units";
import {
  type Amount,
  formatMantissa,
  invariant,
  parseAmount,
  parseMantissa,
  venueTime,
  wallTime,
} from "@evenkeel/core/units";

export const mantissaText = (value: number, scale: number): string => {
  invariant(Number.isSafeInteger(value), `mantissa ${value} is not an exact integer`);
  return formatMantissa(value, scale);
};

/** A stored decimal as a mantissa. More digits than the market now has would be a silent change of size. */
export function readMantissa<T extends number>(text: string, scale: number): T {
  const parsed = parseMantissa(text, scale);
  invariant(parsed.ok, `stored decimal ${text} does not fit a scale of ${scale}`);
  return parsed.value as T;
}

export function readAmount(text: string): Amount {
  const parsed = parseAmount(text);
  invariant(parsed.ok, `stored amount ${text} is not exact`);
  return parsed.value;
}

export function toDate(ms: number): Date {
  invariant(Number.isSafeInteger(ms), `time ${ms} is not a whole millisecond`);
  return new Date(ms);
}

export const toDateOrNull = (ms: number | null): Date | null => (ms === null ? null : toDate(ms));
export const readVenueTime = (date: Date): VenueTimeMs => venueTime(date.getTime());
export const readWallTime = (date: Date): WallTimeMs => wallTime(date.getTime());
