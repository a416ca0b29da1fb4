import { chmod, mkdir, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ok, type Result } from "@evenkeel/core/units";
import { errorCode, type LaunchError, launchError } from "./error.ts";
import { type ServerUser, serverUser } from "./user.ts";

/** Everything one embedded database owns on disk. Nothing of it lies elsewhere, sockets included (there are none). */
export type Place = {
  readonly root: string;
  readonly data: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly binaries: string;
  /** Who initdb and postgres run as; `null` is this process's own user. */
  readonly user: ServerUser | null;
};

const OTHERS_MAY_ENTER = 0o001;

/** The nearest directory above (or at) `path` that a stranger cannot pass through, or `null`. */
export async function closedDirectory(path: string): Promise<string | null> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & OTHERS_MAY_ENTER) === 0) return at;
    if (dirname(at) === at) return null;
  }
}

/** Opens the directories made here to passing (not listing): a strict umask must not lock the server out. */
async function makeDirectory(root: string, forStranger: boolean): Promise<void> {
  const first = await mkdir(root, { recursive: true, mode: 0o700 });
  if (!forStranger) return;
  await chmod(root, 0o711);
  if (first === undefined) return;
  for (let at = root; at !== first; at = dirname(at)) await chmod(dirname(at), 0o711);
}

export async function preparePlace(dataDirectory: string): Promise<Result<Place, LaunchError>> {
  const wanted = resolve(dataDirectory);
  try {
    const asRoot = process.getuid?.() === 0;
    await makeDirectory(wanted, asRoot);
    const root = await realpath(wanted);
    const data = join(root, "data");
    const user = await serverUser(data);
    const closed = user === null ? null : await closedDirectory(root);
    if (closed !== null) {
      return launchError(
        "data-unreachable",
        `PostgreSQL never runs as root, and the user it runs as cannot enter ${closed}; ` +
          `choose a data directory outside it, for example /var/lib/evenkeel.`,
      );
    }
    return ok({
      root,
      data,
      passwordFile: join(root, "password"),
      logFile: join(root, "postgres.log"),
      binaries: join(root, "binaries"),
      user,
    });
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    return launchError("no-permission", `The database directory ${wanted} cannot be written by this user (${code}).`);
  }
}
