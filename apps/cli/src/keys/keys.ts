import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { KekTarget, VenueKeyList, VenueKeyOutcome, VenueKeyRefusal, VenueKeyView } from "@evenkeel/api/engine";
import type { ErrorData } from "@evenkeel/api/errors";
import { flag, help, readArguments, text } from "../arguments.ts";
import { alignColumns, minuteOf, print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { Misunderstood, Problem } from "../problem.ts";
import { type Reached, reachEngine } from "../reach.ts";
import { KEYS_HELP } from "./options.ts";
import { readSecrets } from "./secretInput.ts";

const OPTIONS = { data: text, json: flag, help, label: text, venue: text, id: text, to: text };
const EXIT_REFUSED = 1;
const COMMANDS = ["list", "add", "replace", "probe", "retire", "rotate-kek"] as const;
type CommandName = (typeof COMMANDS)[number];

type Given = {
  readonly json: boolean;
  readonly label: string | undefined;
  readonly venue: string;
  readonly id: string;
  readonly to: string | undefined;
  readonly key: string | undefined;
};

export async function keys([command = "--help", ...given]: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, OPTIONS, 1);
  if (values.help || command === "--help" || command === "-h") {
    process.stdout.write(KEYS_HELP);
    return 0;
  }
  if (!isCommand(command))
    throw new Misunderstood(`keys has no command "${command}": it takes ${COMMANDS.join(", ")}.`);
  const { json, label, venue = "binance", to } = values;
  const asked = { json, label, venue, to, id: values.id ?? randomUUID(), key: positionals[0] };
  const reached = await reachEngine(values.data === undefined ? defaultDataFolder() : resolve(values.data));
  try {
    return await run(command, asked, reached.client.venueKeys);
  } catch (error) {
    throw asProblem(error);
  } finally {
    await reached.close();
  }
}

/** What the engine did not take, in one sentence; names of fields, never what stood in them. */
function asProblem(error: unknown): unknown {
  if (!(error instanceof Error) || !("data" in error)) return error;
  const { code, issues } = (error.data ?? {}) as Partial<ErrorData>;
  if (code === undefined) return error;
  const fields = (issues ?? []).map(({ path, text: why }) => `${path}: ${why}`).join("; ");
  return new Problem(`The engine refused it (${code}): ${fields === "" ? error.message : fields}.`);
}

const isCommand = (name: string): name is CommandName => COMMANDS.some((each) => each === name);

type Desk = Reached["client"]["venueKeys"];

async function run(command: CommandName, given: Given, desk: Desk): Promise<number> {
  switch (command) {
    case "list":
      return tellList(await desk.list.query(), given.json);
    case "add":
      return tell(await desk.add.mutate(await readKey(given)), given.json);
    case "replace": {
      const replaces = keyOf(given, "replace");
      // It takes the place of one of the same venue; whether that one is there, the engine says.
      const present = (await desk.list.query()).keys.find(({ id }) => id === replaces);
      const key = await readKey({ ...given, venue: present?.venue ?? given.venue });
      return tell(await desk.replace.mutate({ replaces, ...key }), given.json);
    }
    case "probe":
      return tell(await desk.probe.mutate({ id: keyOf(given, "probe") }), given.json);
    case "retire":
      return tell(await desk.retire.mutate({ id: keyOf(given, "retire") }), given.json);
    case "rotate-kek":
      return tellRotation(await desk.rotateKek.mutate(await readTarget(given.to)), given);
  }
}

function keyOf({ key }: Given, command: string): string {
  if (key === undefined) throw new Misunderstood(`Say which key: evenkeel keys ${command} <id> (see keys list).`);
  return key;
}

async function readKey({ label, venue, id }: Given) {
  if (label === undefined) throw new Misunderstood("Say what the key is for with --label.");
  process.stderr.write(`  asked for under the id ${id}\n`);
  return { id, venue, label, ...(await readSecrets({ apiKey: "API key", secret: "Secret" })) };
}

async function readTarget(to: string | undefined): Promise<KekTarget> {
  if (to === "file" || to === "command") return { kind: to };
  if (to !== "passphrase") throw new Misunderstood("--to must be file, passphrase or command.");
  const { passphrase } = await readSecrets({ passphrase: "New passphrase" });
  if (process.stdin.isTTY) {
    const { again } = await readSecrets({ again: "Again" });
    if (again !== passphrase) throw new Problem("The two are not the same; nothing was done.");
  }
  return { kind: "passphrase", passphrase };
}

function tell(outcome: VenueKeyOutcome, json: boolean): number {
  if (json) print(JSON.stringify(outcome));
  else if (outcome.kind === "done") print(`${inWords(outcome.key)}\n${outcome.text}`);
  return outcome.kind === "done" ? 0 : refused(outcome, json);
}

function refused({ code, text: why }: VenueKeyRefusal, json: boolean): number {
  if (!json) process.stderr.write(`evenkeel: refused (${code}). ${why}\n`);
  return EXIT_REFUSED;
}

const KEK_ADVICE: Readonly<Record<string, string>> = {
  passphrase:
    "From now on every start needs the passphrase: it is asked for at a terminal, or read from EVENKEEL_KEK_PASSPHRASE. Without it nobody opens the keys again.",
  command: "From now on every start needs EVENKEEL_KEK_COMMAND.",
  file: "The new key is secrets/venue-kek in the data folder. Keep a copy where the database's backups are not.",
};

type Rotation = { readonly kind: "done"; readonly count: number; readonly text: string } | VenueKeyRefusal;

function tellRotation(outcome: Rotation, { json, to }: Given): number {
  if (json) print(JSON.stringify(outcome));
  if (outcome.kind === "refused") return refused(outcome, json);
  if (!json) print(`${outcome.text} ${KEK_ADVICE[to ?? ""] ?? ""}`);
  return 0;
}

function tellList(list: VenueKeyList, json: boolean): number {
  if (json) {
    print(JSON.stringify(list));
    return 0;
  }
  const { kind, fingerprint } = list.sealedWith;
  print(`${list.environment}, sealed with ${kind}-${fingerprint}`);
  const header = ["id", "venue", "label", "key", "state", "may", "from", "ends", "looked at"];
  print(alignColumns([header, ...list.keys.map(cells)]));
  for (const { label, notices } of list.keys)
    for (const { level, text: said } of notices) print(`${level} ${label}: ${said}`);
  return 0;
}

function cells(key: VenueKeyView): string[] {
  const from = key.ipRestricted === null ? "?" : key.ipRestricted ? "its addresses" : "anywhere";
  const ends = key.expiresAtMs === null ? "" : minuteOf(key.expiresAtMs);
  const looked = key.probedAtMs === null ? "never" : minuteOf(key.probedAtMs);
  return [key.id, key.venue, key.label, `…${key.hint}`, key.state, key.permissions, from, ends, looked];
}

const inWords = ({ venue, label, hint, state, permissions }: VenueKeyView): string =>
  `${venue} "${label}" …${hint}: ${state}, ${permissions}`;
