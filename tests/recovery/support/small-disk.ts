import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const BALLAST = "ballast";
const CHUNK = Buffer.alloc(64 * 1024, 1);

/** A disk of this size at the path, or why this machine will not have one. */
export function mountSmallDisk(path: string, megabytes: number): string | null {
  mkdirSync(path, { recursive: true });
  const made = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0711`, "tmpfs", path], {
    encoding: "utf8",
  });
  return made.status === 0 ? null : `this machine mounts no small disk (${made.error?.message ?? made.stderr.trim()})`;
}

export const unmount = (path: string): void => void execFileSync("umount", ["--lazy", path]);

/** Takes the last byte there is; the answer gives all of them back. */
export function fillDisk(path: string): () => void {
  const ballast = join(path, BALLAST);
  const file = openSync(ballast, "a");
  try {
    for (let bytes = CHUNK; bytes.length > 0; ) {
      try {
        writeSync(file, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        bytes = bytes.subarray(0, bytes.length >> 1);
      }
    }
  } finally {
    closeSync(file);
  }
  return () => rmSync(ballast);
}
