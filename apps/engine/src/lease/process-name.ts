import { readFileSync, readlinkSync } from "node:fs";

/** Read from the kernel; "" where it does not tell. */
function told(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

/** One run of one kernel, and inside it one set of process numbers: a container has its own. */
const place = (): string =>
  `${told(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"))} ${told(() => readlinkSync("/proc/self/ns/pid"))}`;

/** When a process began, in the kernel's own count; "" once it has ended. A number alone is used again. */
const beganAt = (pid: number): string =>
  told(() => {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return state === "Z" ? "" : (fields[18] ?? "");
  });

/** Names a process for whoever asks later whether it still lives; "" where the kernel does not tell enough. */
export function nameProcess(pid = process.pid): string {
  const began = beganAt(pid);
  return began === "" ? "" : `${place()} ${pid} ${began}`;
}

/** True only where it is certain: of another machine, another start of this one or another container nothing is. */
export function hasEnded(name: string): boolean {
  const parts = name.split(" ");
  const [began = "", pid = ""] = [parts.pop(), parts.pop()];
  if (!/^\d+$/.test(pid) || !/^\d+$/.test(began) || parts.join(" ") !== place()) return false;
  return beganAt(Number(pid)) !== began;
}
