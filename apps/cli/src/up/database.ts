import { issueSetupToken } from "@evenkeel/api/web";
import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { startEmbedded } from "@evenkeel/store/embedded";
import { migrate, prepareRoles, TimescaleRequired } from "@evenkeel/store/migrate";
import { ownDatabaseUrl, requireTimescale } from "../env.ts";
import { Problem } from "../problem.ts";
import type { Folders, Secrets } from "./installation.ts";
import type { UpOptions } from "./options.ts";
import { isAnswering } from "./ready.ts";

export type RunningDatabase = {
  readonly url: string;
  /** The role of the dashboard: reads everything, writes users, sessions and keys only. */
  readonly webUrl: string;
  readonly stop: () => Promise<void>;
};

export async function startDatabase(
  folders: Folders,
  secrets: Secrets,
  { databasePort, standby }: Pick<UpOptions, "databasePort" | "standby">,
  say: (text: string) => void,
): Promise<RunningDatabase> {
  const own = ownDatabaseUrl();
  const { url, stop } = own === null ? await embedded(folders, databasePort, say) : { url: own, stop: async () => {} };
  try {
    // Under a working engine nobody changes its tables; a standby's engine does it when its turn has come.
    if (!standby) await migrate(url, { requireTimescale: requireTimescale() });
    const roles = await prepareRoles(url, secrets.webRole);
    if (!roles.ok) throw new Problem(roles.error.message);
    return { url, webUrl: roles.value, stop };
  } catch (error) {
    await stop();
    if (error instanceof Problem) throw error;
    if (error instanceof TimescaleRequired) throw new Problem(error.message);
    throw new Problem(`The database cannot be prepared: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const WATCH_MS = 2_000;

/** Started, and started again when it dies: everything else waits for it meanwhile and goes on by itself. */
async function embedded(folders: Folders, port: number, say: (text: string) => void) {
  const launch = () => startEmbedded({ dataDirectory: folders.database, port, onProgress: say });
  const started = await launch();
  if (!started.ok) {
    const hint = started.error.code === "port-busy" ? " (--database-port)" : "";
    throw new Problem(`${started.error.message}${hint}`);
  }
  let running = started.value;
  let mending: Promise<void> | null = null;
  const mend = async (): Promise<void> => {
    if (await isAnswering(Number(new URL(running.url).port))) return;
    say("the database ended unexpectedly; starting it again");
    const again = await launch();
    if (again.ok) running = again.value;
    else say(again.error.message);
  };
  const watching = setInterval(() => {
    mending ??= mend()
      .catch((error: unknown) => say(`the database cannot be started: ${String(error)}`))
      .finally(() => {
        mending = null;
      });
  }, WATCH_MS);
  const stop = async (): Promise<void> => {
    clearInterval(watching);
    await mending;
    await running.stop();
  };
  return { url: running.url, stop };
}

/** A fresh one-time link while nobody can sign in yet; `null` once there is an admin. */
export async function setupLink(databaseUrl: string, address: string): Promise<string | null> {
  const database = openDatabase(databaseUrl, 1);
  try {
    const token = await issueSetupToken(createAccounts(database.client), Date.now());
    return token === null ? null : `${address}/setup?token=${token}`;
  } finally {
    await database.close();
  }
}
