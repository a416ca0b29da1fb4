import { type Amount, parseAmount, parseMantissa } from "@evenkeel/core/units";

/** A payload that is not what the venue documents. Thrown inside one decoder, caught by `decode`. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

export type Fields = Readonly<Record<string, unknown>>;

const SHOWN_LENGTH_MAX = 60;
/** Only a value's outside: what a venue gone mad sends may be a nest too deep, or too large, to be written again. */
const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return (JSON.stringify(value) ?? "nothing").slice(0, SHOWN_LENGTH_MAX);
};

/** Integers beyond 2^53 (order ids of some contracts) keep their digits as text. */
export const parseExact = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source : value,
  );

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Malformed(`${what}: ${shown(value)} is not an object`);
  return value as Fields;
}

export function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`${what}: ${shown(value)} is not a list`);
  return value;
}

export function text(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== "string") throw new Malformed(`${key}: ${shown(value)} is not a text`);
  return value;
}

/** What a venue's word stands for. Its own words only: every object answers to `constructor`. */
export function meaningOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

const ID = /^\d{1,30}$/;

/** Venue ids come as numbers or, where they are too long for one, as texts of digits: they are counted on from. */
export function idText(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value === "string" && ID.test(value)) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return String(value);
  throw new Malformed(`${key}: ${shown(value)} is not an id`);
}

export function integer(from: Fields, key: string): number {
  const value = from[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    throw new Malformed(`${key}: ${shown(value)} is not an integer`);
  return value;
}

export function flag(from: Fields, key: string): boolean {
  const value = from[key];
  if (typeof value !== "boolean") throw new Malformed(`${key}: ${shown(value)} is not true or false`);
  return value;
}

export function mantissaOf(value: string, scale: number, what: string): number {
  const parsed = parseMantissa(value, scale);
  if (!parsed.ok) throw new Malformed(`${what}: ${shown(value)} is ${parsed.error.code} at ${scale} digits`);
  return parsed.value;
}

export function amountOf(from: Fields, key: string): Amount {
  const parsed = parseAmount(text(from, key));
  if (!parsed.ok) throw new Malformed(`${key}: ${shown(from[key])} is ${parsed.error.code}`);
  return parsed.value;
}

/** Many digits are fine here; a nothing, a hexadecimal or a text that means infinity is not. */
const FLOAT = /^-?\d{1,60}(?:\.\d{1,60})?(?:[eE][+-]?\d{1,3})?$/;
/** Sums and products of what venues tell stay far below where a float ends. */
const FLOAT_MOST = 1e30;

/** For statistics and ratios only: leaves the exact world. */
export function floatOf(from: Fields, key: string): number {
  const told = text(from, key);
  const value = FLOAT.test(told) ? Number(told) : Number.NaN;
  if (!(Math.abs(value) <= FLOAT_MOST)) throw new Malformed(`${key}: ${shown(told)} is not a number`);
  return value;
}

/**
 * Runs a decoder; what the venue got wrong becomes a value, a bug of ours stays a throw. A nest deeper than the stack
 * is the venue's wrong too.
 */
export function decode<T>(
  run: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string } {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError || error instanceof RangeError)
      return { ok: false, error: error.message };
    throw error;
  }
}
