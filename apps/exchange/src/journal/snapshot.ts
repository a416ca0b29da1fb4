import { mkdir, open, readdir, readFile, rename, truncate, unlink } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import {
  advance,
  apply,
  type Command,
  type ExchangeState,
  type Recording,
  withoutRecord,
  withRecord,
} from "@evenkeel/exchange-sim";
import { decodeLog } from "./log.ts";

/** What a data directory was made with. Opening it with anything else would be another exchange. */
export interface Identity {
  readonly venue: string;
  readonly world: string;
  readonly seed: number;
  readonly symbols: number;
  readonly accounts: readonly string[];
  readonly overrides: unknown;
}

export type LogRecord = Command | { readonly kind: "clock"; readonly venueTimeMs: number };

export interface Recovered {
  readonly state: ExchangeState;
  readonly generation: number;
  readonly commands: number;
}

const SNAPSHOT = /^snapshot\.(\d+)\.bin$/;
/** 11: coins that stand for a dollar. */
const FORMAT = 11;

export const logPath = (directory: string, generation: number): string => join(directory, `commands.${generation}.log`);
const snapshotPath = (directory: string, generation: number): string => join(directory, `snapshot.${generation}.bin`);

/** The state as bytes, of this very moment: nothing may be awaited between a copy and the log it belongs to. */
export function encodeSnapshot(identity: Identity, state: ExchangeState): Buffer {
  const payload = serialize({ format: FORMAT, identity, state: withoutRecord(state) } satisfies Stored);
  const header = Buffer.alloc(4);
  header.writeUInt32LE(crc32(payload));
  return Buffer.concat([header, payload]);
}

/** Whole on the disk under its final name, or not there at all. */
export async function writeSnapshot(directory: string, generation: number, bytes: Buffer): Promise<void> {
  await mkdir(directory, { recursive: true });
  const temporary = `${snapshotPath(directory, generation)}.part`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, snapshotPath(directory, generation));
  await syncDirectory(directory);
}

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface Stored {
  readonly format: number;
  readonly identity: Identity;
  readonly state: ExchangeState;
}

async function readSnapshot(path: string): Promise<Stored | null> {
  const bytes = await readFile(path);
  const payload = bytes.subarray(4);
  if (bytes.length < 8 || crc32(payload) !== bytes.readUInt32LE(0)) return null;
  const stored = deserialize(payload) as Stored;
  return stored.format === FORMAT ? stored : null;
}

async function generations(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .flatMap((name) => SNAPSHOT.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => b - a);
}

/** The newest whole snapshot and everything logged after it; null where nothing has been stored yet. */
export async function recover(
  directory: string,
  identity: Identity,
  recording: Recording | null = null,
): Promise<Recovered | null> {
  const stored = await generations(directory);
  if (stored.length === 0) return null;
  for (const generation of stored) {
    const snapshot = await readSnapshot(snapshotPath(directory, generation));
    if (snapshot === null) continue;
    if (JSON.stringify(snapshot.identity) !== JSON.stringify(identity)) {
      throw new Error(
        `${directory} holds another exchange (${snapshot.identity.venue}, world ${snapshot.identity.world}, seed ${snapshot.identity.seed}, ${snapshot.identity.symbols} symbols). Start with the same options or use another directory.`,
      );
    }
    return foldLogs(withRecord(snapshot.state, recording), directory, generation);
  }
  throw new Error(
    `No snapshot in ${directory} can be read: it is damaged, or of another release. Nothing was changed; begin anew with --fresh, or use another directory.`,
  );
}

/**
 * A log of a later generation without its snapshot is what a death between the two leaves: it goes on where the log
 * before it ended.
 */
async function foldLogs(state: ExchangeState, directory: string, from: number): Promise<Recovered> {
  let commands = 0;
  let generation = from;
  for (let next = from; ; next++) {
    const bytes = await readFile(logPath(directory, next)).catch(() => null);
    if (bytes === null) break;
    generation = next;
    const { records, validBytes } = decodeLog(bytes);
    if (validBytes < bytes.length) await truncate(logPath(directory, next), validBytes);
    commands += fold(state, records as readonly LogRecord[]);
  }
  return { state, generation, commands };
}

function fold(state: ExchangeState, records: readonly LogRecord[]): number {
  let commands = 0;
  let lastMs = state.nowMs;
  for (const record of records) {
    lastMs = Math.max(lastMs, record.venueTimeMs);
    if (record.kind === "clock") continue;
    apply(state, record);
    commands += 1;
  }
  advance(state, lastMs);
  return commands;
}

/** Removes what a newer snapshot has made unnecessary. */
export async function dropOlder(directory: string, generation: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const number = /^(?:snapshot|commands)\.(\d+)\.(?:bin|log|bin\.part)$/.exec(name)?.[1];
    if (number !== undefined && Number(number) < generation) await unlink(join(directory, name)).catch(() => undefined);
  }
}
