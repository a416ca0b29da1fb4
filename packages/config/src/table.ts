import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { type Effect, KEYS, type Key, type Looser } from "./keys.ts";
import { valueAt } from "./value.ts";

const LOOSER: Readonly<Record<Looser, string>> = { up: "higher", down: "lower", either: "either way" };
const EFFECT: Readonly<Record<Effect, string>> = { now: "at once", "new-pairs": "new pairs" };
const HEAD = ["key", "unit", "ships as", "from", "to", "looser", "takes effect", "what it does"];

/** Every key as the Markdown of docs/configuration.md, one table a section. */
export function keyTables(): string {
  return Object.entries(KEYS)
    .map(([section, keys]) => {
      const rows = Object.entries<Key>(keys).map(([name, key]) => rowOf(section, name, key));
      return [`## ${section}`, "", line(HEAD), line(HEAD.map(() => "---")), ...rows.map(line)].join("\n");
    })
    .join("\n\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const rowOf = (section: string, name: string, { unit, min, max, looser, effect, help }: Key): readonly string[] => [
  `\`${name}\``,
  unit,
  ...[valueAt(DEFAULT_CONFIG, `${section}.${name}`), min, max].map(String),
  LOOSER[looser],
  EFFECT[effect],
  help,
];
