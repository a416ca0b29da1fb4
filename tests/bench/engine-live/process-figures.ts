import { readFileSync } from "node:fs";

/** Clock ticks a second of /proc on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/<pid>/stat behind the parenthesised name. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

export type ProcessFigures = { readonly processorSeconds: number; readonly residentMiB: number };

/** Null where there is no /proc. */
export function readProcess(pid: number): ProcessFigures | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return { processorSeconds: ticks / TICKS_PER_SECOND, residentMiB: Number(resident ?? 0) / 1_024 };
  } catch {
    return null;
  }
}
