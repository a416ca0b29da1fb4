import { userInfo } from "node:os";
import { resolve } from "node:path";
import { listApiKeys, makeApiKey, type ShownKey } from "@evenkeel/api/web";
import { flag, help, readArguments, text } from "../arguments.ts";
import { alignColumns, minuteOf, print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { withAccounts } from "../find-database.ts";
import { Misunderstood, Problem } from "../problem.ts";
import { readNewKey, TOKEN_HELP } from "./options.ts";

const everywhere = { data: text, json: flag, help };
const dataOf = (data: string | undefined): string => (data === undefined ? defaultDataFolder() : resolve(data));

export async function token([command = "--help", ...given]: readonly string[]): Promise<number> {
  switch (command) {
    case "create":
      return create(given);
    case "list":
      return list(given);
    case "revoke":
      return revoke(given);
    case "--help":
    case "-h":
      return tellHelp();
    default:
      throw new Misunderstood(`token has no command "${command}": it takes create, list and revoke.`);
  }
}

function tellHelp(): number {
  process.stdout.write(TOKEN_HELP);
  return 0;
}

async function create(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { ...everywhere, role: text, label: text, only: text, expires: text });
  if (values.help) return tellHelp();
  const wanted = readNewKey(values);
  const { key, row } = makeApiKey(wanted, { kind: "owner", id: userInfo().username }, Date.now());
  await withAccounts(dataOf(values.data), (accounts) => accounts.createApiKey(row));
  const { id, label, role, only, expiresAtMs } = row;
  if (values.json) {
    print(JSON.stringify({ id, key, label, role, only, expiresAtMs }));
    return 0;
  }
  const life = expiresAtMs === null ? "until it is revoked" : `until ${minuteOf(expiresAtMs)}`;
  process.stderr.write(`  ${describe(row)}, ${life}; revoke it with: token revoke ${id}\n  It is shown this once:\n`);
  print(key);
  return 0;
}

/** Whoever can read the installation's files. */
const owner = () => ({ kind: "owner", id: userInfo().username, role: "admin" }) as const;

const describe = ({ role, only }: Pick<ShownKey, "role" | "only">): string =>
  only === null ? role : `${role}, ${only.join(", ")} only`;

async function list(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, everywhere);
  if (values.help) return tellHelp();
  const keys = await withAccounts(dataOf(values.data), (accounts) => listApiKeys(accounts, Date.now()));
  if (values.json) {
    print(JSON.stringify(keys));
    return 0;
  }
  if (keys.length === 0) print("No key was ever made here.");
  else print(alignColumns([HEADINGS, ...keys.map(rowOf)]));
  return 0;
}

const HEADINGS = ["id", "for", "may", "state", "made", "by", "expires", "last used"];

const rowOf = (key: ShownKey): readonly string[] => [
  key.id,
  key.label,
  describe(key),
  key.state === "maker-gone" ? "maker is no admin" : key.state,
  minuteOf(key.createdAtMs),
  key.author.kind === "owner" ? `${key.author.name} (command line)` : key.author.name,
  key.expiresAtMs === null ? "never" : minuteOf(key.expiresAtMs),
  key.lastUsedAtMs === null ? "never" : minuteOf(key.lastUsedAtMs),
];

async function revoke(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, everywhere, 1);
  if (values.help) return tellHelp();
  const [id] = positionals;
  if (id === undefined) throw new Misunderstood("token revoke takes the id of a key; token list shows them.");
  const outcome = await withAccounts(dataOf(values.data), (accounts) => accounts.revokeApiKey(id, Date.now(), owner()));
  if (outcome === "not-found") throw new Problem(`No key has the id ${id}; token list shows them.`);
  print(values.json ? JSON.stringify({ id, revoked: true }) : `${id} is revoked; what it has open ends within 5 s.`);
  return 0;
}
