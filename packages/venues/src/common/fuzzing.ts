import { parseMantissa } from "@evenkeel/core/units";

// For tests only: parts of frames as a venue might send them in its worst dreams, and their numbers read a second way.

/** Small, seeded and good enough for choosing among cases (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DECIMALS = [
  "25.35190000",
  "0",
  "0.00000001",
  "007.50",
  "-1.5",
  "1e-7",
  "12E+2",
  "1.",
  ".5",
  "+1",
  "",
  " 1",
  "NaN",
];
const HUGE = [
  "9007199254740991",
  "9007199254740993",
  "90071992547.40991",
  "1".repeat(80),
  "0.000000001",
  "3.100000000000",
];
export const WRONG = [
  "25.5",
  "null",
  "true",
  "[1]",
  '{"x":1}',
  "-3",
  "0123",
  "1.0",
  "1e3",
  '"1"',
  "99999999999999999999",
];
export const SYMBOLS_STRANGE = [
  "BTCUSDT",
  "1000PEPEUSDT",
  "ETHUSDT",
  "币安人生USDT",
  "B\\u0054CUSDT",
  "",
  "btcusdt",
  "BTCUSDT_261225",
];

export type Choose = <T>(from: readonly T[]) => T;
export const chooser =
  (random: () => number): Choose =>
  (from) =>
    from[Math.floor(random() * from.length)] as (typeof from)[number];

export function decimalText(choose: Choose, random: () => number, digitsMost: number): string {
  const dice = random();
  const digits = Math.floor(random() * (digitsMost + 1));
  if (dice < 0.9) return `"${(random() * 1e5).toFixed(digits)}"`;
  return dice < 0.97 ? `"${choose([...DECIMALS, ...HUGE])}"` : choose(WRONG);
}

export const integerText = (choose: Choose, random: () => number): string =>
  random() < 0.9 ? String(Math.floor(random() * 1e13)) : choose(WRONG);

export function damage(frame: string, choose: Choose, random: () => number): string {
  const dice = random();
  const at = Math.floor(random() * frame.length);
  if (dice < 0.7) return frame;
  if (dice < 0.8) return frame.slice(0, at);
  if (dice < 0.9)
    return frame.slice(0, at) + choose(['"', "}", "\u0000", "é", "\\", ",", " ", "9"]) + frame.slice(at + 1);
  return frame + choose(["}", " ", "\n", "x", "[]"]);
}

export function decimal(from: Record<string, unknown>, key: string, scale: number, factor = 1): number | null {
  const text = from[key];
  const parsed = typeof text === "string" ? parseMantissa(text, scale) : null;
  if (parsed === null || !parsed.ok) return null;
  const product = parsed.value * factor;
  return Number.isSafeInteger(product) ? product : null;
}
export const whole = (from: Record<string, unknown>, key: string): number | null =>
  Number.isSafeInteger(from[key]) && (from[key] as number) >= 0 ? (from[key] as number) : null;
export const positive = (number: number | null): number | null => (number !== null && number >= 0 ? number : null);

export function parsed(frame: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(frame) };
  } catch {
    return null;
  }
}
