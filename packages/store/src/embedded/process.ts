import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A process by more than its number: numbers are used again, start times are not. */
export type ProcessIdentity = { readonly pid: number; readonly name: string; readonly started: string };

const run = promisify(execFile);
const POLL_MS = 10;

async function identifyLinux(pid: number): Promise<ProcessIdentity | null> {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  if (text === null) return null;
  const close = text.lastIndexOf(")");
  const fields = text.slice(close + 2).split(" ");
  // proc_pid_stat(5): after the name, field 1 is the state and field 20 the start time in ticks since boot.
  if (fields[0] === "Z" || fields[0] === "X") return null;
  return { pid, name: text.slice(text.indexOf("(") + 1, close), started: fields[19] ?? "" };
}

async function identifyElsewhere(pid: number): Promise<ProcessIdentity | null> {
  const { stdout } = await run("ps", ["-o", "lstart=", "-o", "comm=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  const line = stdout.trim();
  if (line === "") return null;
  // lstart is five words: "Mon Jan  5 12:00:00 2026".
  const words = line.split(/\s+/);
  return { pid, name: words.slice(5).join(" ").split("/").at(-1) ?? "", started: words.slice(0, 5).join(" ") };
}

/** `null` when no such process lives; a zombie is dead. */
export const identifyProcess = (pid: number): Promise<ProcessIdentity | null> =>
  process.platform === "linux" ? identifyLinux(pid) : identifyElsewhere(pid);

export async function isSameProcess(known: Pick<ProcessIdentity, "pid" | "started">): Promise<boolean> {
  const now = await identifyProcess(known.pid);
  return now !== null && now.started === known.started;
}

/** True when the process is gone within `waitMsMax`. */
export async function awaitExit(known: ProcessIdentity, waitMsMax: number): Promise<boolean> {
  const deadline = performance.now() + waitMsMax;
  while (await isSameProcess(known)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
