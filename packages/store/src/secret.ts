import { randomBytes } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";

const SECRET_BYTES = 24;

/**
 * The secret kept in a file only its owner can read; made on first use. Two processes that race get the same
 * one, and a crash never leaves half a secret.
 */
export async function readOrCreateSecret(path: string): Promise<string> {
  const known = await readSecret(path);
  if (known !== null) return known;
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(randomBytes(SECRET_BYTES).toString("base64url"));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  const made = await readSecret(path);
  if (made === null) throw new Error(`the secret file ${path} vanished`);
  return made;
}

export async function readSecret(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
