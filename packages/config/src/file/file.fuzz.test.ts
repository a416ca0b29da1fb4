import { isDeepStrictEqual } from "node:util";
import { type Config, configSections, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";
import { expect, it } from "vitest";
import { assess } from "../assess.ts";
import { parsePatch } from "../parse.ts";
import { readOwnerFile } from "./read.ts";
import { writeOwnerFile } from "./write.ts";

const SEEDS = 1_000;
const PIECES = [
  "size",
  "entry",
  "risk",
  "execution",
  "universe",
  "exit",
  "venues",
  "__proto__",
  "constructor",
  "pairsMax",
  "leverage",
  "holdDays",
  ":",
  ": ",
  "\n",
  "\n  ",
  "\n    ",
  "- ",
  "{",
  "}",
  "[",
  "]",
  ",",
  "&a ",
  "*a",
  "!!int ",
  "!x ",
  "1_000",
  "0x10",
  ".inf",
  ".nan",
  "-",
  "3",
  "0.5",
  "1e9",
  "1e999",
  "NaN",
  "null",
  "~",
  "true",
  '"',
  "'",
  "#",
  " # c\n",
  "|\n",
  ">\n",
  "? ",
  "%YAML 1.1\n",
  "---\n",
  "...\n",
  "<<: ",
  "\t",
  "\u0000",
  "\uD800",
  "é",
  "\uFEFF",
  "\r\n",
] as const;

/** Mulberry32: the same texts every time, so that a failing seed is a test of its own. */
function draws(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const GOOD = "# mine\nsize:\n  pairsMax: 3\n  leverage: 3\nentry: {holdDays: 7}\nvenues:\n  binance: {sealed: abc}\n";

function textOf(seed: number): string {
  const draw = draws(seed);
  const piece = (): string => PIECES[Math.floor(draw() * PIECES.length)] ?? "";
  if (seed % 2 === 0) return Array.from({ length: 1 + Math.floor(draw() * 40) }, piece).join("");
  let text = GOOD;
  for (let edits = 1 + Math.floor(draw() * 4); edits > 0; edits -= 1) {
    const at = Math.floor(draw() * text.length);
    text = text.slice(0, at) + piece() + text.slice(at + Math.floor(draw() * 3));
  }
  return text;
}

const isWhole = (config: Config): boolean =>
  configSections(config).every(([, numbers]) => Object.values(numbers).every((value) => Number.isFinite(value)));

/** What is wrong with how one text was taken; `null` when nothing is, "refused" when it was refused with a sentence. */
function faultOf(text: string): string | null {
  const read = readOwnerFile(text);
  if (!read.ok) return /[.?]$/.test(read.error.message) ? "refused" : `no sentence: ${read.error.message}`;
  if (!isWhole(read.value.config)) return "a number is none";
  const moved = patchConfig(read.value.config, { size: { pairsMax: 2 }, risk: { netDeltaPercentMax: 0.5 } });
  const written = writeOwnerFile(text, moved);
  const again = written.ok ? readOwnerFile(written.value) : written;
  if (!again.ok) return `written as what is refused: ${again.error.message}`;
  return isDeepStrictEqual(again.value, { ...read.value, config: moved }) ? null : "written as something else";
}

it("any text is a configuration of numbers or a refusal with a sentence, and is written back as itself", () => {
  const faults = Array.from({ length: SEEDS }, (_, at) => ({ seed: at + 1, fault: faultOf(textOf(at + 1)) }));
  expect(faults.filter(({ fault }) => fault !== null && fault !== "refused")).toEqual([]);
  // Neither side of the fence went untried.
  expect(faults.filter(({ fault }) => fault === null).length).toBeGreaterThan(SEEDS / 50);
  expect(faults.filter(({ fault }) => fault === "refused").length).toBeGreaterThan(SEEDS / 50);
});

const VALUES = [
  0,
  1,
  -1,
  3,
  0.5,
  1e9,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  "3",
  "",
  null,
  true,
  [],
  {},
  undefined,
  10n,
  () => 1,
];

function patchFault(seed: number): string | null {
  const draw = draws(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T;
  const sections = [...Object.keys(DEFAULT_CONFIG), "__proto__", "toString"];
  const names = [...configSections(DEFAULT_CONFIG).flatMap(([, numbers]) => Object.keys(numbers)), "__proto__"];
  const given = Object.fromEntries(
    Array.from({ length: 1 + Math.floor(draw() * 2) }, () => [
      pick(sections),
      draw() < 0.1 ? pick(VALUES) : Object.fromEntries([[pick(names), pick(VALUES)]]),
    ]),
  );
  const patch = parsePatch(given);
  if (!patch.ok) return /[.?]$/.test(patch.error.message) ? null : `no sentence: ${patch.error.message}`;
  const after = patchConfig(DEFAULT_CONFIG, patch.value);
  if (!isWhole(after)) return "a number is none";
  return JSON.stringify(assess(DEFAULT_CONFIG, after)).includes("NaN") ? "an assessment of nothing" : null;
}

it("any object is a patch of finite numbers or a refusal, and its assessment never holds a NaN", () => {
  const faults = Array.from({ length: SEEDS }, (_, at) => ({ seed: at + 1, fault: patchFault(at + 1) }));
  expect(faults.filter(({ fault }) => fault !== null)).toEqual([]);
});
