import { chmod, link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "./error.ts";
import { identifyProcess, isSameProcess, type ProcessIdentity } from "./process.ts";

/**
 * Which of our processes will stop the server. The one that launched it is written into the server's own command
 * line (its cluster name), so no moment exists in which a server has no owner. A server whose owner died is an
 * orphan: whoever finds it next becomes the heir, so that it is stopped at last.
 */
export type Owner = Pick<ProcessIdentity, "pid" | "started">;

const CLUSTER_NAME = /^evenkeel (\d+) (.+)$/;
const HEIR = /^heir\.\d+\.\d+$/;
/** Owners that died one after the other over one server. */
const HEIRS_MAX = 1_000;

export async function clusterName(): Promise<string> {
  const own = await identifyProcess(process.pid);
  return `evenkeel ${process.pid} ${own?.started ?? ""}`;
}

export function parseOwner(text: string): Owner | null {
  const match = CLUSTER_NAME.exec(text);
  return match === null ? null : { pid: Number(match[1]), started: match[2] ?? "" };
}

/**
 * Links a whole file into place: of two that try, exactly one succeeds. Root may write it into a normal user's
 * database, and that user reads it when root is gone; it holds no secret.
 */
async function writeOnce(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, text);
  await chmod(draft, 0o644);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** True when this process must stop the server: it launched it, or its owners are dead and it came first. */
export async function ownsServer(root: string, server: ProcessIdentity, launcher: string): Promise<boolean> {
  let owner = parseOwner(launcher);
  for (let heirs = 0; owner !== null && heirs < HEIRS_MAX; heirs += 1) {
    if (await isSameProcess(owner)) return owner.pid === process.pid;
    const path = join(root, `heir.${server.pid}.${owner.pid}`);
    if (await writeOnce(path, await clusterName())) return true;
    owner = parseOwner(await readFile(path, "utf8"));
  }
  return false;
}

export async function forgetHeirs(root: string): Promise<void> {
  for (const name of await readdir(root)) if (HEIR.test(name)) await rm(join(root, name), { force: true });
}
