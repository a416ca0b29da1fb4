import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { identifyProcess, type ProcessIdentity } from "./process.ts";

/** What postmaster.pid says of the server on this data directory, checked against the living processes. */
export type Postmaster =
  | { readonly state: "none" }
  | { readonly state: "changing"; readonly process: ProcessIdentity }
  | { readonly state: "ready"; readonly process: ProcessIdentity; readonly port: number };

const NONE: Postmaster = { state: "none" };

export async function findPostmaster(data: string): Promise<Postmaster> {
  const lockFile = join(data, "postmaster.pid");
  const text = await readFile(lockFile, "utf8").catch(() => null);
  if (text === null) return NONE;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return NONE;
  const living = await identifyProcess(pid);
  if (living === null) return NONE;
  if (living.name !== "postgres") {
    // The number was given to another program after a crash. PostgreSQL itself would refuse to start when that
    // program belongs to the same user, so the stale lock goes.
    await rm(lockFile, { force: true });
    return NONE;
  }
  // The eighth line is the status; see AddToDataDirLockFile in PostgreSQL's miscinit.c.
  const port = Number(lines[3]);
  return lines[7]?.trim() === "ready" && port > 0
    ? { state: "ready", process: living, port }
    : { state: "changing", process: living };
}
