import { join } from "node:path";
import type { Nonce } from "@evenkeel/core/ids";
import { err, ok, type Result } from "@evenkeel/core/units";
import { isDiskFull } from "../disk-full.ts";
import { EMERGENCY_BYTES_MAX, type EmergencyFile, type ForeignFile, openEmergencyFile } from "./emergency-file.ts";

const MEBIBYTE = 1024 * 1024;

/** The emergency file of a data folder, or in words why this engine cannot have it. */
export async function openOwnFile(folder: string, installation: Nonce): Promise<Result<EmergencyFile, string>> {
  const path = join(folder, "emergency.journal");
  const file = await openEmergencyFile(path, installation).catch(noRoom);
  if (file === null) return err(fullSentence(folder));
  return file.ok ? ok(file.value) : err(foreignSentence(path, file.error));
}

const fullSentence = (folder: string): string =>
  `The disk of ${folder} is full: the engine keeps ${EMERGENCY_BYTES_MAX / MEBIBYTE} MiB there for its emergency journal. Make room and start again.`;

const foreignSentence = (path: string, { owner, batches }: ForeignFile): string =>
  `The emergency journal ${path} holds ${batches} batches of another database (installation ${owner === "" ? "unknown" : owner}). Start with that database once, so that it takes them, or move the file away if they are not wanted.`;

function noRoom(error: unknown): null {
  if (isDiskFull(error)) return null;
  throw error;
}
