import { randomBytes } from "node:crypto";
import { type FileHandle, link, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { err, ok, type Result } from "@evenkeel/core/units";
import { KEK_BYTES, Kek, type KekError, parseKekText } from "./kek.ts";

const FILE_BYTES_MAX = 256;
const ANYBODY_ELSE = 0o077;

type Read = Result<Buffer | null, KekError>;

/** What a private file holds; `null` when there is none. A file others can read or own keeps no secret. */
export async function readPrivate(path: string): Promise<Read> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    return code === "ENOENT" ? ok(null) : err({ code: "unreadable", message: `${path} cannot be read (${code}).` });
  }
  try {
    // Asked of the open file: what is checked is what is read.
    const { mode, uid, size } = await handle.stat();
    const owner = process.getuid?.();
    if (owner !== undefined && uid !== owner)
      return err({ code: "wrong-owner", message: `${path} belongs to user ${uid}; it must belong to user ${owner}.` });
    if ((mode & ANYBODY_ELSE) !== 0) {
      const shown = (mode & 0o777).toString(8);
      return err({ code: "wrong-mode", message: `${path} is open to others (mode ${shown}): run chmod 600 ${path}` });
    }
    if (size > FILE_BYTES_MAX) return err(wrongShape(path));
    return ok(await handle.readFile());
  } finally {
    await handle.close();
  }
}

const wrongShape = (path: string): KekError => ({
  code: "wrong-shape",
  message: `${path} must hold ${KEK_BYTES} bytes as base64 or hex, and nothing else.`,
});

export async function readKekFile(path: string): Promise<Result<Kek | null, KekError>> {
  const read = await readPrivate(path);
  if (!read.ok) return read;
  if (read.value === null) return ok(null);
  const parsed = parseKekText(read.value.toString("latin1"));
  return parsed.ok ? ok(new Kek("file", parsed.value)) : err(wrongShape(path));
}

/** Writes random bytes once, whole and durable, or leaves what another process wrote at the same moment. */
export async function makePrivate(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(bytes).toString("base64url")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
