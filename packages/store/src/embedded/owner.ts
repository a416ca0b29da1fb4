import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { identifyProcess, isSameProcess, type ProcessIdentity } from "./process.ts";

/**
 * Which of our processes will stop the server. A server whose owner died is an orphan: whoever finds it next
 * takes it over, so that it is stopped at last.
 */
export async function hasLivingOwner(ownerFile: string): Promise<boolean> {
  const text = await readFile(ownerFile, "utf8").catch(() => null);
  if (text === null) return false;
  try {
    return await isSameProcess(JSON.parse(text) as ProcessIdentity);
  } catch {
    return false;
  }
}

export async function takeOwnership(ownerFile: string): Promise<void> {
  const draft = `${ownerFile}.${process.pid}`;
  await writeFile(draft, JSON.stringify(await identifyProcess(process.pid)), { mode: 0o600 });
  await rename(draft, ownerFile);
}

export const dropOwnership = (ownerFile: string): Promise<void> => rm(ownerFile, { force: true });
