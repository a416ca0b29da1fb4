import type { ConfigKeyView, ConfigView } from "@evenkeel/api/client";
import { type ConfigPatch, patchOf } from "@evenkeel/core/events";

/** What was typed, by path; only fields that differ from what runs. */
export type Edits = Readonly<Record<string, string>>;

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** A typed number; thousands may be parted by commas, spaces or underscores. `null`: it is none. */
export function readNumber(typed: string): number | null {
  const bare = typed.trim().replace(/(?<=\d)[,_\s](?=\d{3}(?:\D|$))/g, "");
  return NUMBER.test(bare) ? Number(bare) : null;
}

export function numberAt(view: ConfigView, path: string): number {
  const [section = "", name = ""] = path.split(".");
  const numbers = view.config[section as "size"] as Readonly<Record<string, number>> | undefined;
  return numbers?.[name] ?? Number.NaN;
}

/** Without the fields that say again what runs, so that undoing by hand is no change. */
export function withEdit(edits: Edits, view: ConfigView, path: string, typed: string): Edits {
  const { [path]: _before, ...others } = edits;
  return readNumber(typed) === numberAt(view, path) ? others : { ...others, [path]: typed };
}

/** `null` while a field holds no number. */
export function patchOfEdits(edits: Edits): ConfigPatch | null {
  const changes = Object.entries(edits).map(([path, typed]) => ({
    path,
    from: Number.NaN,
    to: readNumber(typed) ?? Number.NaN,
  }));
  return changes.some(({ to }) => Number.isNaN(to)) ? null : patchOf(changes);
}

/** What is wrong with one field by itself; the engine says what is wrong with all of them together. */
export function fieldProblem({ min, max, whole }: ConfigKeyView, typed: string): string | null {
  const value = readNumber(typed);
  if (value === null) return "not a number";
  if (whole && !Number.isInteger(value)) return "must be whole";
  return value < min || value > max ? `from ${showNumber(min)} to ${showNumber(max)}` : null;
}

/** As many digits as the number has, thousands apart. */
export const showNumber = (value: number): string => value.toLocaleString("en-GB", { maximumFractionDigits: 12 });

const MS_UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

/** "1.5 h" for 5,400,000 ms; nothing for other units or less than a second. */
export function inTime(unit: string, value: number): string | null {
  if (unit !== "ms" || !Number.isFinite(value)) return null;
  const found = MS_UNITS.find(([ms]) => value >= ms);
  return found === undefined ? null : `${showNumber(Math.round((value / found[0]) * 100) / 100)} ${found[1]}`;
}

export const SECTION_NAMES: Readonly<Record<string, string>> = {
  entry: "Entry",
  exit: "Exit",
  universe: "Markets",
  size: "Size",
  risk: "Risk",
  execution: "Execution",
};

/** What most owners come for stands first. */
export const SECTION_ORDER = ["size", "risk", "entry", "exit", "universe", "execution"] as const;
