import { createHash } from "node:crypto";
import { readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Problem } from "../problem.ts";

/** Where a running installation is reached. */
export type Addresses = {
  readonly address: string;
  readonly enginePort: number;
  readonly databasePort: number;
  readonly exchangePort: number;
};
type Holder = Addresses & { readonly pid: number; readonly began: string };

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

/**
 * A name in the kernel's own table: taken whole or not at all, and gone with its process however it ends. Files alone
 * cannot do this: of two starts that both find a dead launcher's file, each may delete what the other just wrote.
 */
function takeName(data: string): Promise<Server | null> {
  const name = createHash("sha256").update(realpathSync(data)).digest("hex");
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(`\0evenkeel-up-${name}`, () => resolve(server.unref()));
  });
}

const lockFile = (data: string): string => join(data, "up.lock");

/** The launcher that runs this installation now, or null. */
export function findRunning(data: string): Holder | null {
  const holder = readHolder(lockFile(data));
  const began = holder === null ? null : beganAt(holder.pid);
  return holder !== null && began !== null && began === holder.began ? holder : null;
}

/** One launcher an installation. The answer gives the lock back; a dead holder's is taken over. */
export async function takeLock(data: string, addresses: Addresses): Promise<() => void> {
  const path = lockFile(data);
  const name = await takeName(data);
  const holder = findRunning(data);
  if (name !== null && holder === null) {
    writeFileSync(path, JSON.stringify({ pid: process.pid, began: beganAt(process.pid) ?? "", ...addresses }), {
      mode: 0o600,
    });
    return () => {
      rmSync(path, { force: true });
      name.close();
    };
  }
  name?.close();
  throw new Problem(
    holder !== null
      ? `Evenkeel runs already with this data (process ${holder.pid}): open ${holder.address}, or start another with --data, --port, --engine-port, --exchange-port and --database-port of its own.`
      : "Another start with this data is under way.",
  );
}
