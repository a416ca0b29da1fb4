import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readOwnerFile, readText } from "@evenkeel/config";
import type { DurableState } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import { isDiskFull } from "./disk-full.ts";
import { createHistory, type History } from "./door/history.ts";
import {
  EMERGENCY_BYTES_MAX,
  type EmergencyFile,
  type ForeignFile,
  mergeEmergencyFile,
  openEmergencyFile,
} from "./durable-lane/index.ts";
import type { EngineSettings } from "./env.ts";
import { type FaultGate, gateEmergencyFile } from "./fault-point.ts";
import type { Log } from "./log.ts";
import { type EngineStore, openStore } from "./store.ts";
import { createProfitBooks, type ProfitBooks } from "./view/profit-series.ts";

const MEBIBYTE = 1024 * 1024;

export type Recovered = {
  readonly store: EngineStore;
  readonly emergency: EmergencyFile;
  readonly durable: DurableState;
  readonly history: History;
  readonly books: ProfitBooks;
};

/** Start and recovery are one path: what only the emergency file holds comes first, then the rows are loaded. */
export async function recover(
  settings: EngineSettings,
  log: Log,
  nowMs: number,
  faultGate: FaultGate,
): Promise<Result<Recovered, string>> {
  await mkdir(settings.dataFolder, { recursive: true, mode: 0o700 });
  const world = `world ${settings.world}, seed ${settings.seed}`;
  const opened = await openStore(settings.databaseUrl, world, nowMs, settings.ticks.requireTimescale);
  if (!opened.ok) return opened;
  const store = opened.value;
  faultGate("lease");
  const path = join(settings.dataFolder, "emergency.journal");
  const file = await openEmergencyFile(path, store.installation.nonce).catch(noRoom);
  if (file === null || !file.ok) {
    await store.close();
    return err(file === null ? fullSentence(settings.dataFolder) : foreignSentence(path, file.error));
  }
  const emergency = gateEmergencyFile(file.value, faultGate);
  const merged = await mergeEmergencyFile(emergency, store.journal);
  if (merged > 0) log.warn({ batches: merged }, "the emergency journal was merged into the database");
  const durable = await store.journal.load();
  const refusal = isUntouched(durable) ? await refusalOf(settings.configPath) : null;
  if (refusal !== null) {
    await emergency.close();
    await store.close();
    return err(refusal);
  }
  const history = createHistory(store.database);
  const books = createProfitBooks(await history.profitChanges(), durable.pairs);
  return ok({ store, emergency, durable, history, books });
}

const fullSentence = (folder: string): string =>
  `The disk of ${folder} is full: the engine keeps ${EMERGENCY_BYTES_MAX / MEBIBYTE} MiB there for its emergency journal. Make room and start again.`;

const foreignSentence = (path: string, { owner, batches }: ForeignFile): string =>
  `The emergency journal ${path} holds ${batches} batches of another database (installation ${owner === "" ? "unknown" : owner}). Start with that database once, so that it takes them, or move the file away if they are not wanted.`;

/** Nothing is held and no configuration ever ran: the one moment at which a wrong file may stop the start. */
const isUntouched = ({ config, pairs }: DurableState): boolean =>
  config === null && pairs.every(({ stage }) => stage === "closed");

/** Limits that were meant are not replaced by the shipped ones behind their owner's back. */
async function refusalOf(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const text = await readText(path);
  if (!text.ok) return text.error.message;
  if (text.value === null) return `The configuration file ${path} does not exist.`;
  const read = readOwnerFile(text.value);
  return read.ok ? null : `${path}: ${read.error.message}`;
}

function noRoom(error: unknown): null {
  if (isDiskFull(error)) return null;
  throw error;
}
