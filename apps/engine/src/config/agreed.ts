import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeText } from "@evenkeel/config";
import { type Config, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";

/** The text of the owner's file that engine and file last agreed on, and what it said. */
export type Agreed = { readonly hash: string; readonly config: Config };

type Kept = Agreed & { readonly nonce: string; readonly path: string };

export const hashOf = (text: string | null): string =>
  text === null ? "none" : createHash("sha256").update(text).digest("hex");

/**
 * Remembered across restarts, so that an edit made meanwhile is told from a change the engine had no time to write
 * back. Of another installation or another file it says nothing.
 */
export async function readAgreed(memory: string, path: string, nonce: string): Promise<Agreed | null> {
  try {
    const kept = JSON.parse(await readFile(memory, "utf8")) as Kept;
    if (kept.nonce !== nonce || kept.path !== path || typeof kept.hash !== "string") return null;
    return { hash: kept.hash, config: patchConfig(DEFAULT_CONFIG, kept.config) };
  } catch {
    return null;
  }
}

export const keepAgreed = (memory: string, path: string, nonce: string, agreed: Agreed): Promise<void> =>
  writeText(memory, JSON.stringify({ nonce, path, ...agreed } satisfies Kept));
