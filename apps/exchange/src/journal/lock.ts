import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { makeFolder } from "./folder.ts";

/** Directories of this very process, whose own number in a lock otherwise means one left behind by an earlier start. */
const held = new Set<string>();

/** One process per data directory. A lock whose process is gone is taken over. */
export function lockDirectory(directory: string): () => void {
  makeFolder(directory);
  const path = resolve(directory, "exchange.lock");
  if (held.has(path)) throw new Error(`Another exchange of this process is using ${directory}.`);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = Number(readFileSync(path, "utf8"));
      if (isAlive(holder)) throw new Error(`Another exchange (process ${holder}) is using ${directory}.`);
      rmSync(path, { force: true });
    }
  }
  throw new Error(`${path} could not be taken.`);
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
