import { type Accounts, createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { findEmbedded } from "@evenkeel/store/embedded";
import { ownDatabaseUrl } from "./env.ts";
import { Problem } from "./problem.ts";
import { foldersOf } from "./up/installation.ts";

/** PostgreSQL's codes for a table or a column that is not there. */
const OTHER_RELEASE = new Set(["42P01", "42703"]);
/** What PostgreSQL itself says has five letters; the rest is the way to it. */
const SQL_STATE = /^[0-9A-Z]{5}$/;

/** The running database of an installation. */
export async function findDatabase(data: string): Promise<string> {
  const own = ownDatabaseUrl();
  if (own !== null) return own;
  const found = await findEmbedded(foldersOf(data).database);
  if (!found.ok) throw new Problem(found.error.message);
  if (found.value !== null) return found.value;
  throw new Problem(
    `No database runs for ${data}: start Evenkeel with npm start, name another --data, or set DATABASE_URL.`,
  );
}

/** Does one thing with the accounts of an installation, as whoever owns it. */
export async function withAccounts<T>(data: string, work: (accounts: Accounts) => Promise<T>): Promise<T> {
  const { client, close } = openDatabase(await findDatabase(data), 1);
  try {
    return await work(createAccounts(client));
  } catch (error) {
    throw explain(error);
  } finally {
    await close();
  }
}

/** drizzle wraps what the driver says; the driver's own code is beneath. */
function codeOf(error: unknown): string | null {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if ("code" in inner && typeof inner.code === "string") return inner.code;
  return null;
}

/** What the driver says of a database, as a sentence; anything else stays what it is. */
export function explain(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (OTHER_RELEASE.has(code))
    return new Problem("The tables of this database belong to another release: start Evenkeel once to bring them up.");
  return new Problem(`The database ${SQL_STATE.test(code) ? "refuses" : "does not answer"} (${code}).`);
}
