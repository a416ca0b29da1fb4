import { resolve } from "node:path";
import { assess, readOwnerFile, readText } from "@evenkeel/config";
import { parseVenues } from "@evenkeel/config/venues";
import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { readArguments } from "../arguments.ts";
import { print } from "../columns.ts";
import { Misunderstood, Problem } from "../problem.ts";
import { everywhere } from "../running.ts";
import { tellHelp } from "./help.ts";
import { movesInWords, noticesInWords } from "./words.ts";

/** What a running engine would say about a file, without one. */
export async function checkFile(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, everywhere, 1);
  if (values.help) return tellHelp();
  const [named] = positionals;
  if (named === undefined) throw new Misunderstood("Say which file: evenkeel config check <file>.");
  const path = resolve(named);
  const text = await readText(path);
  if (!text.ok) throw new Problem(text.error.message);
  if (text.value === null) throw new Problem(`There is no file ${path}.`);
  const read = readOwnerFile(text.value);
  const venues = read.ok ? parseVenues(read.value.venues) : read;
  if (!read.ok || !venues.ok) {
    const { error } = read.ok ? (venues as Extract<typeof venues, { ok: false }>) : read;
    if (!values.json) throw new Problem(`${path}: ${error.message}`);
    print(JSON.stringify({ file: path, ok: false, ...error }));
    return 1;
  }
  const { changes, notices } = assess(DEFAULT_CONFIG, read.value.config);
  if (values.json) print(JSON.stringify({ file: path, ok: true, changes, notices, venues: venues.value.length }));
  else if (changes.length === 0) print(`${path} is right: the shipped values.`);
  else {
    const differs = `${changes.length} ${changes.length === 1 ? "number differs" : "numbers differ"} from what ships:`;
    print([`${path} is right. ${differs}`, movesInWords(changes), ...noticesInWords(notices)].join("\n"));
  }
  return 0;
}
