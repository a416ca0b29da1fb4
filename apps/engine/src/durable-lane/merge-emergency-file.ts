import { appendFile } from "node:fs/promises";
import type { Journal } from "@evenkeel/core/ports";
import { serialise } from "@evenkeel/core/units";
import type { EmergencyFile } from "./emergency-file.ts";

export type Merged = { readonly merged: number; readonly superseded: number };

/**
 * Before anything is loaded: what only the file holds goes to the database, in order, each once. What was written
 * before another engine worked on the database has no place in its history any more: it is put beside the file, a
 * batch a line, for whoever wants to know.
 */
export async function mergeEmergencyFile(
  file: EmergencyFile,
  journal: Pick<Journal, "commit">,
  holderSince: number,
  asidePath: string,
): Promise<Merged> {
  const kept = file.kept.toSorted((a, b) => a.batch.sequence - b.batch.sequence);
  const superseded = kept.filter(({ epoch }) => epoch < holderSince);
  if (superseded.length > 0) {
    const lines = superseded.map((each) => `${serialise(each)}\n`).join("");
    await appendFile(asidePath, lines, { mode: 0o600, flush: true });
  }
  const merged = kept.filter(({ epoch }) => epoch >= holderSince);
  for (const { batch } of merged) await journal.commit(batch);
  await file.clear();
  return { merged: merged.length, superseded: superseded.length };
}
