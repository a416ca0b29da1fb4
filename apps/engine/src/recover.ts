import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readOwnerFile, readText } from "@evenkeel/config";
import type { DurableState } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import { createHistory, type History } from "./door/history.ts";
import { type EmergencyFile, mergeEmergencyFile, openOwnFile } from "./durable-lane/index.ts";
import type { EngineSettings } from "./env.ts";
import { type FaultGate, gateEmergencyFile } from "./fault-point.ts";
import { claimWith } from "./lease/index.ts";
import type { Log } from "./log.ts";
import { type EngineStore, openStore } from "./store.ts";
import { createProfitBooks, type ProfitBooks } from "./view/profit-series.ts";

export type Recovered = {
  readonly store: EngineStore;
  readonly emergency: EmergencyFile;
  readonly durable: DurableState;
  readonly history: History;
  readonly books: ProfitBooks;
  /** Batches of the emergency file that another engine's work has overtaken, and where they lie now. */
  readonly superseded: { readonly batches: number; readonly path: string };
};

/** Start and recovery are one path: what only the emergency file holds comes first, then the rows are loaded. */
export async function recover(
  settings: EngineSettings,
  log: Log,
  nowMs: number,
  faultGate: FaultGate,
  onLost: (error: Error) => void,
): Promise<Result<Recovered, string>> {
  await mkdir(settings.dataFolder, { recursive: true, mode: 0o700 });
  const opened = await openStore({
    url: settings.databaseUrl,
    world: `world ${settings.world}, seed ${settings.seed}`,
    nowMs,
    requireTimescale: settings.ticks.requireTimescale,
    claim: claimWith(settings, log, onLost),
  });
  if (!opened.ok) return opened;
  const store = opened.value;
  faultGate("lease");
  const file = await openOwnFile(settings.dataFolder, store.installation.nonce);
  if (!file.ok) {
    await store.close(true);
    return file;
  }
  const emergency = gateEmergencyFile(file.value, faultGate);
  const path = join(settings.dataFolder, "emergency.superseded");
  const { merged, superseded } = await mergeEmergencyFile(emergency, store.journal, store.lease.holderSince, path);
  if (merged > 0) log.warn({ batches: merged }, "the emergency journal was merged into the database");
  const durable = await store.journal.load();
  const refusal = isUntouched(durable) ? await refusalOf(settings.configPath) : null;
  if (refusal !== null) {
    await emergency.close();
    await store.close(true);
    return err(refusal);
  }
  const history = createHistory(store.database);
  const books = createProfitBooks(await history.profitChanges(), durable.pairs);
  return ok({ store, emergency, durable, history, books, superseded: { batches: superseded, path } });
}

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
