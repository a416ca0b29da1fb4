import type { Random } from "../simulation/random.ts";
import { Raw } from "./render.ts";

export const choose = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

const DEPTH = 10_000;
const LONG = 5_000;

/** Names that every object answers to without having them, and one that changes what an object is. */
export const INHERITED_NAMES = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty"];

export const STRANGE_TEXTS: readonly string[] = [
  "",
  " ",
  "0",
  "-0",
  "-1",
  "1e400",
  "1e-400",
  "1e5",
  "0x10",
  "1_000",
  "+1",
  ".5",
  "1.",
  "007",
  "NaN",
  "Infinity",
  "-Infinity",
  "null",
  "true",
  "[object Object]",
  "9007199254740993",
  "99999999999999999999999999999999",
  "0.0000000000000000000000001",
  "1".repeat(400),
  "x".repeat(LONG),
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff\ud800",
  "é́́́",
  "\u202eevil",
  "\ufeff",
  "💥".repeat(40),
  "币安人生USDT",
  "\r\nX-Injected: 1",
  "'; DROP TABLE users; --",
  "<script>alert(1)</script>",
  "../../../../etc/passwd",
  "%00%ff%c0%ae",
  "${7*7}{{7*7}}",
  ...INHERITED_NAMES,
];

const NUMBERS: readonly (number | Raw)[] = [
  0,
  -0,
  -1,
  0.1,
  1e-9,
  1e21,
  Number.MAX_SAFE_INTEGER,
  new Raw("9007199254740993"),
  new Raw("123456789012345678901234567890"),
  new Raw("-1e400"),
  new Raw("1e999"),
  new Raw("1E+2"),
];

/** No JSON: a reader that lets one of these through has a parser of its own. */
const TOKENS: readonly Raw[] = ["NaN", "Infinity", "undefined", "0x10", "01", "1n", "'x'", ""].map(
  (text) => new Raw(text),
);

/** A key whose value makes `String(object)` and `Number(object)` throw, or that would reach a prototype. */
const hostileObject = (random: Random): Raw =>
  new Raw(
    choose(random, [
      '{"toString":1,"valueOf":1}',
      '{"__proto__":{"role":"admin","polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '{"length":-1}',
      '{"then":"x"}',
      "{}",
    ]),
  );

const deepNest = (random: Random): Raw => {
  const [open, close] = choose(random, [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const);
  return new Raw(open.repeat(DEPTH) + "1" + close.repeat(DEPTH));
};

export const strangeText = (random: Random): string => choose(random, STRANGE_TEXTS);

/** A value that nobody expects, of any kind. Always JSON unless `tokens` are allowed. */
export function strangeValue(random: Random, tokens = false): unknown {
  const dice = random.next();
  if (dice < 0.4) return strangeText(random);
  if (dice < 0.65) return choose(random, NUMBERS);
  if (dice < 0.78) return choose(random, [null, true, false, [], {}, [[]], [null]]);
  if (dice < 0.88) return hostileObject(random);
  if (dice < 0.93) return deepNest(random);
  return tokens ? choose(random, TOKENS) : strangeText(random);
}
