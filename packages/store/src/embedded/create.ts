import { execFile } from "node:child_process";
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ok, type Result } from "@evenkeel/core/units";
import { readOrCreateSecret, readSecret } from "../secret.ts";
import type { Binaries } from "./binaries.ts";
import { errorCode, type LaunchError, launchError } from "./error.ts";
import type { Place } from "./place.ts";
import { identifyProcess } from "./process.ts";
import { DATABASE_USER, SERVER_ENVIRONMENT } from "./settings.ts";

const run = promisify(execFile);
const CREATE_MS_MAX = 120_000;
const DRAFT = /^data\.new\.(\d+)$/;

async function removeDeadDrafts(place: Place): Promise<void> {
  for (const name of await readdir(place.root)) {
    const pid = DRAFT.exec(name)?.[1];
    if (pid === undefined) continue;
    if (Number(pid) === process.pid || (await identifyProcess(Number(pid))) === null) {
      await rm(join(place.root, name), { recursive: true, force: true });
    }
  }
}

async function initialise(place: Place, binaries: Binaries, password: string): Promise<Result<void, LaunchError>> {
  await removeDeadDrafts(place);
  const draft = join(place.root, `data.new.${process.pid}`);
  const passwordCopy = join(draft, "password");
  const fresh = join(draft, "cluster");
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordCopy, password, { mode: 0o600 });
  if (place.user !== null) {
    await chown(draft, place.user.uid, place.user.gid);
    await chown(passwordCopy, place.user.uid, place.user.gid);
  }
  try {
    await run(
      binaries.initdb,
      [
        "-D",
        fresh,
        "-U",
        DATABASE_USER,
        `--pwfile=${passwordCopy}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        // The built-in locale needs nothing of the host and sorts the same on every machine.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
      ],
      { cwd: draft, env: SERVER_ENVIRONMENT, timeout: CREATE_MS_MAX, ...place.user },
    );
    await rename(fresh, place.data);
    await chmod(place.data, 0o700);
    return ok(undefined);
  } catch (error) {
    // Another process made the database at the same moment: theirs stands.
    if (errorCode(error) === "ENOTEMPTY" || errorCode(error) === "EEXIST") return ok(undefined);
    const detail = (error as { stderr?: string }).stderr?.trim().split("\n")[0] ?? "";
    return launchError("create-failed", `The database could not be created: ${detail || String(error)}.`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Makes the database directory on the first start; afterwards checks that it is one these binaries can open. */
export async function ensureCreated(
  place: Place,
  binaries: Binaries,
  onProgress: (text: string) => void,
): Promise<Result<string, LaunchError>> {
  const version = await readFile(join(place.data, "PG_VERSION"), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  if (version === null) {
    onProgress("creating the database");
    const password = await readOrCreateSecret(place.passwordFile);
    const made = await initialise(place, binaries, password);
    return made.ok ? ok(password) : made;
  }
  if (version.trim() !== binaries.majorVersion) {
    return launchError(
      "version-mismatch",
      `The database in ${place.data} was written by PostgreSQL ${version.trim()}, ` +
        `and this release ships ${binaries.majorVersion}; restore a backup into a new data directory.`,
    );
  }
  const password = await readSecret(place.passwordFile);
  return password === null
    ? launchError("password-missing", `The database's password file ${place.passwordFile} is missing; put it back.`)
    : ok(password);
}
