import { realpath } from "node:fs/promises";
import { ok, type Result } from "@evenkeel/core/units";
import { withWriter } from "../database/connect.ts";
import { errorCode, type LaunchError, launchError } from "./error.ts";
import type { Place } from "./place.ts";
import { DATABASE_NAME, databaseUrl } from "./settings.ts";

const NO_SUCH_DATABASE = "3D000";
/** Nobody listens, or whoever does is starting or stopping (57P03): its lock file outlives a killed server by a moment. */
const NOBODY_THERE = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "CONNECTION_CLOSED", "CONNECTION_ENDED", "57P03"]);
/** Something holds the port and answers nothing: no reason to start another server on its files. */
const HANGING = "CONNECT_TIMEOUT";
const DATABASE_EXISTS = new Set(["42P04", "23505"]);

export type Proven = { readonly url: string; readonly clusterName: string };

const readServer = (url: string): Promise<{ directory: string; name: string }> =>
  withWriter(url, async (sql) => {
    const [row] = await sql<{ directory: string; name: string }[]>`
      select current_setting('data_directory') as directory, current_setting('cluster_name') as name`;
    return row ?? { directory: "", name: "" };
  });

const createDatabase = (url: string): Promise<void> =>
  withWriter(url, async (sql) => {
    await sql.unsafe(`create database ${DATABASE_NAME}`).catch((error: unknown) => {
      if (!DATABASE_EXISTS.has(errorCode(error) ?? "")) throw error;
    });
  });

/** Proves that the server on `port` takes our password and serves our directory; makes the database once. */
export async function probeServer(
  place: Pick<Place, "data">,
  port: number,
  password: string,
): Promise<Result<Proven, LaunchError>> {
  const url = databaseUrl(port, password);
  try {
    const { directory, name } = await readServer(url).catch(async (error: unknown) => {
      if (errorCode(error) !== NO_SUCH_DATABASE) throw error;
      await createDatabase(databaseUrl(port, password, "postgres"));
      return readServer(url);
    });
    if ((await realpath(directory)) === place.data) return ok({ url, clusterName: name });
    return launchError("not-ours", `Port ${port} is served by another database (${directory}), not by ${place.data}.`);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (NOBODY_THERE.has(code)) return launchError("silent", `The database on port ${port} does not answer (${code}).`);
    const why = code === HANGING ? "lets nobody in" : "does not accept the password kept here";
    return launchError("not-ours", `The database on port ${port} ${why} (${code}).`);
  }
}
