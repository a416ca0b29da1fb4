import { stat } from "node:fs/promises";

export type ServerUser = { readonly uid: number; readonly gid: number };

/** `nobody` by number: a host need not have a name for it, and none is created. */
const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

/**
 * PostgreSQL refuses to run as root. A database first made by a normal user keeps that user when root starts
 * it later, so that nobody's files change hands.
 */
export async function serverUser(data: string): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const made = await stat(data).catch(() => null);
  return made === null || made.uid === 0 ? NOBODY : { uid: made.uid, gid: made.gid };
}
