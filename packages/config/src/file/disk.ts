import { randomBytes } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { ConfigError } from "../error.ts";
import { FILE_BYTES_MAX } from "./read.ts";

const PRIVATE = 0o600;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

/** `null`: there is no such file. */
export async function readText(path: string): Promise<Result<string | null, ConfigError>> {
  const unreadable = (why: string): Result<never, ConfigError> =>
    err({ code: "unreadable", path, message: `The configuration file ${path} cannot be read (${why}).` });
  try {
    const found = await stat(path);
    if (!found.isFile()) return unreadable("it is no file");
    if (found.size > FILE_BYTES_MAX) return unreadable(`it exceeds ${FILE_BYTES_MAX} bytes`);
    return ok(await readFile(path, "utf8"));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? ok(null) : unreadable(codeOf(error));
  }
}

/** Whole or not at all: whoever reads meanwhile, and a power cut, find the old text or the new one. */
export async function writeText(path: string, text: string): Promise<void> {
  // A link stays a link: what it points to is replaced.
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.config-${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", PRIVATE);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
