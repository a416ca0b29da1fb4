import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { type Accounts, hashPassword, nameKeyOf, type User } from "@evenkeel/api/web";
import { help, readArguments, text } from "../arguments.ts";
import { alignColumns, minuteOf, print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { withAccounts } from "../find-database.ts";
import { Misunderstood, Problem } from "../problem.ts";

const HELP = `Usage: evenkeel user <command> [options]

The way back in, for whoever owns this machine. Both resets end every session of the user and are audited.

  list                          who there is, and how each signs in
  reset-authenticator <name>    the password alone signs in until a new authenticator is added
  reset-password <name>         a new password, printed once; its owner changes it after signing in

  --data <dir>   the installation, where it is not the default one; its database must run, or DATABASE_URL name one
  --help         this text

Exit codes: 0 done, 1 it did not work, 2 not understood.
`;

const PASSWORD_BYTES = 15;
const HEADINGS = ["name", "role", "state", "authenticator", "last seen"];

export async function user([command = "--help", ...given]: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(given, { data: text, help }, 1);
  if (values.help || command === "--help" || command === "-h") {
    process.stdout.write(HELP);
    return 0;
  }
  const data = values.data === undefined ? defaultDataFolder() : resolve(values.data);
  const [name] = positionals;
  switch (command) {
    case "list":
      return withAccounts(data, list);
    case "reset-authenticator":
      return withAccounts(data, async (accounts) => resetAuthenticator(accounts, await find(accounts, name)));
    case "reset-password":
      return withAccounts(data, async (accounts) => resetPassword(accounts, await find(accounts, name)));
    default:
      throw new Misunderstood(
        `user has no command "${command}": it takes list, reset-authenticator and reset-password.`,
      );
  }
}

async function find(accounts: Accounts, name: string | undefined): Promise<User> {
  if (name === undefined) throw new Misunderstood("This takes the name of a user; user list shows them.");
  const found = await accounts.findUserByNameKey(nameKeyOf(name));
  if (found === null) throw new Problem(`There is no user "${name}"; user list shows them.`);
  return found;
}

/** Whoever can read the installation's files. */
const change = ({ id }: User) => ({
  userId: id,
  by: { kind: "owner", id: userInfo().username, role: "admin" } as const,
  nowMs: Date.now(),
  keepSessionId: null,
});

async function list(accounts: Accounts): Promise<number> {
  const known = await accounts.listUsers(Date.now());
  const rows = known.map(({ user: { name, role, status }, authenticatorSinceMs, lastSeenAtMs }) => [
    name,
    role,
    status,
    authenticatorSinceMs === null ? "none" : `since ${minuteOf(authenticatorSinceMs)}`,
    lastSeenAtMs === null ? "never" : minuteOf(lastSeenAtMs),
  ]);
  print(
    rows.length === 0 ? "There is no user yet: the set-up link makes the first." : alignColumns([HEADINGS, ...rows]),
  );
  return 0;
}

async function resetAuthenticator(accounts: Accounts, found: User): Promise<number> {
  if ((await accounts.removeSecondFactor(change(found))) === "not-found")
    throw new Problem(`${found.name} has no authenticator.`);
  print(`${found.name} signs in by password alone until a new authenticator is added.`);
  return 0;
}

async function resetPassword(accounts: Accounts, found: User): Promise<number> {
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  await accounts.setPasswordHash({ ...change(found), passwordHash: await hashPassword(password) });
  process.stderr.write(`  The new password of ${found.name}, shown this once; change it in the settings:\n`);
  print(password);
  return 0;
}
