import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The server process of a database folder and everything it forked. */
function serverOf(folder: string): readonly number[] {
  const pid = Number(readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0]);
  const children = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return Number(readFileSync(`/proc/${name}/stat`, "latin1").split(") ").at(-1)?.split(" ")[1]) === pid;
    } catch {
      return false;
    }
  });
  return [pid, ...children.map(Number)];
}

/** A database that hangs: it takes bytes and answers nothing, until the answer is called. */
export function freezeDatabase(folder: string): () => void {
  const frozen = serverOf(folder);
  for (const pid of frozen) process.kill(pid, "SIGSTOP");
  return () => {
    for (const pid of frozen) process.kill(pid, "SIGCONT");
  };
}
