import { spawn } from "node:child_process";
import { open, readFile, rename, stat } from "node:fs/promises";
import type { Binaries } from "./binaries.ts";
import { clusterName } from "./owner.ts";
import type { Place } from "./place.ts";
import { SERVER_ENVIRONMENT, serverArguments } from "./settings.ts";

/** Why a launch ended: `passing` causes go away by themselves within seconds. */
export type LaunchFailure =
  | { readonly kind: "port-busy" }
  | { readonly kind: "passing" }
  | { readonly kind: "final"; readonly text: string };

export type LaunchedServer = {
  readonly running: () => boolean;
  readonly failure: () => Promise<LaunchFailure>;
};

const LOG_BYTES_MAX = 8 * 1024 * 1024;

async function logSize(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** One older log is kept. */
async function rotateLog(path: string): Promise<void> {
  if ((await logSize(path)) > LOG_BYTES_MAX) await rename(path, `${path}.1`);
}

export function classifyFailure(log: string): LaunchFailure {
  const forbidden = /could not bind[^\n]*Permission denied/.test(log);
  if (!forbidden && /could not bind|could not create any TCP\/IP sockets/.test(log)) return { kind: "port-busy" };
  // A second process won the start, or backends of a killed server have not noticed yet.
  if (/lock file "postmaster\.pid" already exists|shared memory block .* still in use/.test(log)) {
    return { kind: "passing" };
  }
  const fatal = log.split("\n").findLast((line) => /FATAL|PANIC|error while loading/.test(line));
  return { kind: "final", text: fatal?.replace(/^.*?(FATAL|PANIC):\s*/, "") ?? "it ended without a reason" };
}

/**
 * In its own process group, so that Ctrl-C in the terminal reaches us first and the database last; its log goes
 * to a file, so that it outlives us without a broken pipe.
 */
export async function launchServer(place: Place, binaries: Binaries, port: number): Promise<LaunchedServer> {
  await rotateLog(place.logFile);
  const logFrom = await logSize(place.logFile);
  const log = await open(place.logFile, "a", 0o600);
  try {
    const child = spawn(binaries.postgres, serverArguments(place.data, port, await clusterName()), {
      cwd: place.data,
      env: SERVER_ENVIRONMENT,
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
      ...place.user,
    });
    let spawnError: Error | null = null;
    let ended = false;
    child.once("error", (error) => {
      spawnError = error;
      ended = true;
    });
    child.once("exit", () => {
      ended = true;
    });
    child.unref();
    return {
      running: () => !ended,
      failure: async () => {
        if (spawnError !== null) return { kind: "final", text: String(spawnError) };
        return classifyFailure((await readFile(place.logFile)).subarray(logFrom).toString("utf8"));
      },
    };
  } finally {
    await log.close();
  }
}
