import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  framesOf,
  isSynthetic,
  parseCrash,
  parseFrames,
  parseMajors,
  type RecordedWorld,
  type Recording,
  type WorldName,
} from "@evenkeel/exchange-sim";

interface Source {
  readonly files: readonly string[];
  readonly parse: (texts: readonly string[]) => Recording;
}

const one = (file: string, parse: (text: string) => Recording): Source => ({
  files: [file],
  parse: ([text = ""]) => parse(text),
});

const SOURCES: Readonly<Record<RecordedWorld, Source>> = {
  "majors-2023-2024": one("majors-2023-2024.csv.gz", parseMajors),
  "crash-2025-10-10": one("crash-2025-10-10.csv.gz", parseCrash),
  "frames-2024-08-08": {
    files: ["spot-BTC", "spot-ETH", "futures-BTC", "futures-ETH"].map((name) => `frames-2024-08-08.${name}.txt.gz`),
    parse: (texts) => framesOf(texts.map(parseFrames)),
  },
};

/** The record that a world is told from, as it ships beside the exchange; null for a synthetic world. */
export async function loadRecording(world: WorldName): Promise<Recording | null> {
  if (isSynthetic(world)) return null;
  const { files, parse } = SOURCES[world];
  return parse(await Promise.all(files.map(readText)));
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(new URL(import.meta.resolve(`@evenkeel/exchange-sim/data/${file}`)));
  return (await promisify(gunzip)(bytes)).toString("utf8");
}
