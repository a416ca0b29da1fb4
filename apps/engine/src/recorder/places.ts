import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RecorderLimits } from "./limits.ts";

const RUN = /^run-[0-9TZ-]+$/;
const SEGMENT = /^segment-\d{6}\.ekr$/;

/** Names sort in the order they were begun. */
export const runName = (wallMs: number): string => `run-${new Date(wallMs).toISOString().replaceAll(/[:.]/g, "-")}`;
export const segmentName = (number: number): string => `segment-${String(number).padStart(6, "0")}.ekr`;

export async function listRuns(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => RUN.test(name)).toSorted();
}

export async function listSegments(run: string): Promise<string[]> {
  const names = await readdir(run).catch(() => []);
  return names.filter((name) => SEGMENT.test(name)).toSorted();
}

/** Deletes the oldest segments until a new one fits; never the one being written. */
export async function makeRoom(folder: string, keep: string, limits: RecorderLimits, nowMs: number): Promise<void> {
  const files: { path: string; bytes: number; atMs: number }[] = [];
  for (const run of await listRuns(folder)) {
    for (const name of await listSegments(join(folder, run))) {
      const path = join(folder, run, name);
      const found = await stat(path).catch(() => null);
      if (found !== null) files.push({ path, bytes: found.size, atMs: found.mtimeMs });
    }
  }
  let total = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    const tooMuch = total + limits.segmentBytesMax > limits.totalBytesMax;
    if (file.path === keep || !(tooMuch || nowMs - file.atMs > limits.ageMsMax)) continue;
    await rm(file.path, { force: true });
    total -= file.bytes;
  }
  for (const run of await listRuns(folder)) {
    const path = join(folder, run);
    // A folder that still holds something stays: rmdir refuses it.
    if (!keep.startsWith(path)) await rmdir(path).catch(() => {});
  }
}
