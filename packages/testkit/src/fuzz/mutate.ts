import type { Random } from "../simulation/random.ts";
import { Raw } from "./render.ts";
import { choose, INHERITED_NAMES, STRANGE_TEXTS, strangeText, strangeValue } from "./strange.ts";

type Path = readonly (string | number)[];

const isBranch = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === "object" && value !== null && !(value instanceof Raw);

/** Every place in the tree; large lists by a sample, so that one mutation costs the same in a catalogue of thousands. */
const LISTED_MAX = 8;

function placesOf(value: unknown, random: Random, at: Path = []): Path[] {
  if (!isBranch(value)) return [at];
  const keys = Array.isArray(value) ? sampleIndices(value.length, random) : Object.keys(value);
  return [
    at,
    ...keys.flatMap((key) => placesOf((value as Record<string | number, unknown>)[key], random, [...at, key])),
  ];
}

function sampleIndices(length: number, random: Random): number[] {
  if (length <= LISTED_MAX) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: LISTED_MAX }, () => random.below(length));
}

/** A copy along the path only: what is not touched is shared with the sample. */
function change(value: unknown, path: Path, replace: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replace(value);
  if (Array.isArray(value)) return value.with(Number(key), change(value[Number(key)], rest, replace));
  const from = value as Record<string, unknown>;
  return { ...from, [key]: change(from[key], rest, replace) };
}

const twist = (found: unknown, random: Random): unknown => {
  if (typeof found === "number")
    return choose<unknown>(random, [String(found), -found, found + 0.5, found * 1e15, null]);
  if (typeof found === "boolean") return choose<unknown>(random, [!found, Number(found), String(found), null]);
  if (typeof found !== "string") return choose<unknown>(random, [[found], { 0: found }, null]);
  const at = random.below(found.length + 1);
  const inserted = choose(random, ["\u0000", "é", "\ud800", " ", "9", "e", "-", ".", '"', "\\", "\n"]);
  return choose<unknown>(random, [
    `${found.slice(0, at)}${inserted}${found.slice(at)}`,
    found.slice(0, at),
    found.repeat(40),
    found.toLowerCase(),
    `-${found}`,
    `${found}e5`,
    Number(found),
    [found],
  ]);
};

function shrink(found: unknown, random: Random): unknown {
  if (Array.isArray(found)) return found.toSpliced(random.below(found.length + 1), 1);
  if (!isBranch(found)) return null;
  const gone = choose(random, Object.keys(found));
  return Object.fromEntries(Object.entries(found).filter(([key]) => key !== gone));
}

function grow(found: unknown, random: Random): unknown {
  if (Array.isArray(found)) {
    return choose<unknown>(random, [[...found, ...found], [...found, strangeValue(random)], found.toReversed()]);
  }
  if (!isBranch(found)) return [found];
  const key = random.chance(0.5) ? choose(random, INHERITED_NAMES) : strangeText(random);
  return Object.fromEntries([...Object.entries(found), [key, strangeValue(random)]]);
}

/** The sample with one thing wrong in it: a kind swapped, a key gone, a key too many, a value nobody expects. */
export function mutate(sample: unknown, random: Random, tokens = false): unknown {
  const path = choose(random, placesOf(sample, random));
  return change(sample, path, (found) => {
    const dice = random.next();
    if (dice < 0.45) return strangeValue(random, tokens);
    if (dice < 0.65) return twist(found, random);
    return dice < 0.82 ? shrink(found, random) : grow(found, random);
  });
}

/** Bytes lost or turned on the way: cut short, a character changed, something behind the end. */
export function damageText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const dice = random.next();
  if (dice < 0.4) return text.slice(0, at);
  if (dice < 0.8) {
    return text.slice(0, at) + choose(random, ['"', "}", "\u0000", "é", "\\", ",", " ", "9", "-"]) + text.slice(at + 1);
  }
  return text + choose(random, ["}", " ", "\n", "x", "[]", "\u0000", text]);
}

/** The sample once for every text in it and every strange one: nothing that a text may hold is left to chance. */
export function sweepTexts(sample: unknown): readonly unknown[] {
  if (typeof sample === "string") return STRANGE_TEXTS;
  if (Array.isArray(sample))
    return sample.flatMap((each, at) => sweepTexts(each).map((strange) => sample.with(at, strange)));
  if (!isBranch(sample) || Array.isArray(sample)) return [];
  return Object.entries(sample).flatMap(([key, each]) =>
    sweepTexts(each).map((strange) => ({ ...sample, [key]: strange })),
  );
}
