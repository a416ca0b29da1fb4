import type { ConfigVersionView, ConfigView } from "@evenkeel/api/engine";
import { keyAt, tendencyOf, unknownKey, valueAt } from "@evenkeel/config";
import { configChanges, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { readArguments, text } from "../arguments.ts";
import { alignColumns, minuteOf, print } from "../columns.ts";
import { Misunderstood, Problem } from "../problem.ts";
import { everywhere, withEngine } from "../running.ts";
import { tellHelp } from "./help.ts";
import { movesInWords, noticesInWords } from "./words.ts";

const HISTORY_MAX = 100;

export async function showConfig(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, everywhere);
  if (values.help) return tellHelp();
  const view = await withEngine(values.data, (client) => client.config.get.query());
  if (values.json) print(JSON.stringify(view));
  else print([heading(view), alignColumns(view.keys.map((key) => rowOf(view, key))), ...footnotes(view)].join("\n"));
  return 0;
}

const heading = ({ version, file }: ConfigView): string =>
  `Version ${version} runs${file === null ? "" : `, as in ${file.path}`}.`;

function rowOf({ config }: ConfigView, { path, unit, shipped, effect }: ConfigView["keys"][number]): readonly string[] {
  const value = valueAt(config, path);
  const own = value === shipped ? "" : `ships as ${shipped}`;
  return [path, String(value), unit, [own, effect === "new-pairs" ? "new pairs only" : ""].filter(Boolean).join("; ")];
}

const footnotes = ({ notices, file }: ConfigView): readonly string[] => [
  ...noticesInWords(notices),
  ...(file?.problem == null ? [] : [`  the file is not in force: ${file.problem}`]),
];

export async function getNumber(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, everywhere, 1);
  if (values.help) return tellHelp();
  const [path] = positionals;
  if (path === undefined) throw new Misunderstood("config get takes a section.key; config show names them.");
  const key = keyAt(path);
  if (key === null) throw new Misunderstood(unknownKey(path).message);
  const view = await withEngine(values.data, (client) => client.config.get.query());
  const value = valueAt(view.config, path);
  print(values.json ? JSON.stringify({ path, value, ...key }) : String(value));
  return 0;
}

export async function diffConfig(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, everywhere, 1);
  if (values.help) return tellHelp();
  const [word] = positionals;
  if (word !== undefined && !/^[1-9]\d{0,8}$/.test(word))
    throw new Misunderstood("config diff takes the number of a version, or nothing for the shipped values.");
  const moves = await withEngine(values.data, async (client) => {
    if (word === undefined) {
      const { config } = await client.config.get.query();
      return configChanges(DEFAULT_CONFIG, config).map((change) => ({ ...change, tendency: tendencyOf(change) }));
    }
    const preview = await client.config.preview.query({ version: Number(word) });
    if (preview.kind !== "possible") throw new Problem(`There is no version ${word}.`);
    // The preview says how to get back there; asked was how we came here.
    return preview.changes.map(({ path, from, to }) => {
      const change = { path, from: to, to: from };
      return { ...change, tendency: tendencyOf(change) };
    });
  });
  const other = word === undefined ? "the shipped values" : `version ${word}`;
  if (values.json) print(JSON.stringify({ from: word === undefined ? "shipped" : Number(word), changes: moves }));
  else print(moves.length === 0 ? `Nothing differs from ${other}.` : movesInWords(moves));
  return 0;
}

export async function showHistory(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { ...everywhere, limit: { ...text, default: "20" } });
  if (values.help) return tellHelp();
  const limit = Number(values.limit);
  if (!/^\d+$/.test(values.limit) || limit < 1 || limit > HISTORY_MAX)
    throw new Misunderstood(`--limit must be a whole number from 1 to ${HISTORY_MAX}, not "${values.limit}".`);
  const versions = await withEngine(values.data, (client) => client.config.history.query({ limit }));
  if (values.json) print(JSON.stringify(versions));
  else print(versions.map(versionInWords).join("\n\n"));
  return 0;
}

function versionInWords({ version, atMs, author, reason, changes }: ConfigVersionView): string {
  const why = reason === "" ? "" : `: ${reason}`;
  const title = `${version}  ${minuteOf(atMs)}  ${author.id} (${author.kind})${why}`;
  return changes.length === 0 ? title : `${title}\n${movesInWords(changes).replaceAll(/^/gm, "   ")}`;
}
