import { resolve } from "node:path";
import { flag, help, readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { defaultDataFolder, ownDatabaseUrl } from "../env.ts";
import { foldersOf } from "../up/installation.ts";
import { findRunning } from "../up/lock.ts";
import { parseUpOptions } from "../up/options.ts";
import { type Check, checksOf, type Ports } from "./checks.ts";
import { type Finding, fail, type Level, warn, well, worst } from "./finding.ts";

export const DOCTOR_HELP = `Usage: evenkeel doctor [options]

Looks at everything an installation needs and says in one sentence each what is well, what deserves a look and what is
broken, with what to do about it: versions, ports, data folder, disk, secrets, clock, database, audit trail, venue,
keys, and the processes of a running installation. It changes nothing.

  --venues       ask the real venues too: whether they can be reached from here and serve this region (sends nothing
                 but two requests for their time)
  --json         one object for machines: { "level", "findings": [{ "id", "level", "text", "remedy" }] }
  --data <dir>   the installation, where it is not the default one
  --help         this text

Exit codes: 0 nothing is broken (warnings included); 1 something is; 2 not understood.
`;

const MARKS: Readonly<Record<Level, string>> = { ok: "ok  ", warn: "warn", fail: "FAIL" };
const CLEAR_LINE = "\r\u001B[K";

export async function doctor(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { data: text, venues: flag, json: flag, help });
  if (values.help) {
    process.stdout.write(DOCTOR_HELP);
    return 0;
  }
  const folders = foldersOf(values.data === undefined ? defaultDataFolder() : resolve(values.data));
  const running = findRunning(folders.root);
  const { port, ...defaults } = parseUpOptions([]);
  const ports: Ports =
    running === null ? { ...defaults, webPort: port } : { ...running, webPort: Number(new URL(running.address).port) };
  const patient = { folders, running, ports, ownDatabase: ownDatabaseUrl() !== null, askVenues: values.venues };
  const first =
    running === null
      ? notRunning(folders.root, patient.ownDatabase)
      : well("running", `Evenkeel runs at ${running.address}.`);
  const findings = await examine([{ name: "", run: async () => [first] }, ...checksOf(patient)], (finding) => {
    if (!values.json) print(lineOf(finding));
  });
  const level = worst(findings);
  print(values.json ? JSON.stringify({ level, findings }) : `\n${inAll(findings)}`);
  return level === "fail" ? 1 : 0;
}

const notRunning = (data: string, ownDatabase: boolean): Finding =>
  warn(
    "running",
    `Evenkeel does not run with the data in ${data}: ${ownDatabase ? "" : "its database, "}its clock against the venue, keys and answers cannot be told.`,
    "Start it with npm start and look again, or name another --data.",
  );

/** One after the other, so that whoever waits sees what it is at. */
export async function examine(
  checks: readonly Check[],
  tell: (finding: Finding) => void,
  screen: { readonly isTTY?: boolean; readonly write: (text: string) => unknown } = process.stderr,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run } of checks) {
    if (screen.isTTY === true && name !== "") screen.write(`${CLEAR_LINE}looking at ${name} …`);
    const found = await run().catch((error: unknown) => [couldNotLook(name, error)]);
    if (screen.isTTY === true && name !== "") screen.write(CLEAR_LINE);
    for (const finding of found) tell(finding);
    findings.push(...found);
  }
  return findings;
}

const couldNotLook = (name: string, error: unknown): Finding =>
  fail(
    name.replaceAll(" ", "-"),
    `It could not look at ${name}: ${error instanceof Error ? error.message : String(error)}.`,
    "Run it as the user the installation belongs to.",
  );

const lineOf = ({ level, text: sentence, remedy }: Finding): string =>
  `${MARKS[level]}  ${sentence}${remedy === null ? "" : `\n      ${remedy}`}`;

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

function inAll(findings: readonly Finding[]): string {
  const count = (level: Level): number => findings.filter((each) => each.level === level).length;
  const [failures, warnings] = [count("fail"), count("warn")];
  if (failures === 0 && warnings === 0) return "All is well.";
  const parts = [
    failures === 0 ? null : counted(failures, "failure"),
    warnings === 0 ? null : counted(warnings, "warning"),
  ];
  return `${parts.filter((part) => part !== null).join(", ")}.`;
}
