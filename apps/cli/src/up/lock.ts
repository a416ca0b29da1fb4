import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../problem.ts";

type Holder = { readonly pid: number; readonly began: string; readonly address: string };

/** When a process began, in the kernel's own count; "" where that cannot be told. A number alone is used again. */
function beganAt(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return null;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? null : (fields[19] ?? "");
  } catch {
    return "";
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return null;
  }
}

function tryWrite(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** One launcher an installation. The answer gives the lock back; a dead holder's is taken over. */
export function takeLock(data: string, address: string): () => void {
  const path = join(data, "up.lock");
  const own = { pid: process.pid, began: beganAt(process.pid) ?? "", address };
  for (let tries = 0; tries < 3; tries += 1) {
    if (tryWrite(path, own)) return () => rmSync(path, { force: true });
    const holder = readHolder(path);
    const began = holder === null ? null : beganAt(holder.pid);
    if (holder !== null && began !== null && began === holder.began) {
      throw new Problem(
        `Evenkeel runs already with this data (process ${holder.pid}): open ${holder.address}, or start another with --data and --port.`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new Problem(`The lock ${path} cannot be taken; another start is under way.`);
}
