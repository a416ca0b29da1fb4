import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  isSynthetic,
  parseCrash,
  parseMajors,
  type RecordedWorld,
  type Recording,
  type WorldName,
} from "@evenkeel/exchange-sim";

const PARSERS: Readonly<Record<RecordedWorld, (text: string) => Recording>> = {
  "majors-2023-2024": parseMajors,
  "crash-2025-10-10": parseCrash,
};

/** The record that a world is told from, as it ships beside the exchange; null for a synthetic world. */
export async function loadRecording(world: WorldName): Promise<Recording | null> {
  if (isSynthetic(world)) return null;
  const file = new URL(import.meta.resolve(`@evenkeel/exchange-sim/data/${world}.csv.gz`));
  const bytes = await promisify(gunzip)(await readFile(file));
  return PARSERS[world](bytes.toString("utf8"));
}
