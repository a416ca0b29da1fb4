import { subscribe } from "node:diagnostics_channel";
import type { DurableRow } from "@evenkeel/core/events";
import type { EmergencyFile } from "./durable-lane/index.ts";

/** The named moments at which a recovery test ends or stops this process without a word. */
export const FAULT_POINTS = [
  "lease", // the lease is ours; nothing is loaded
  "segment", // the recorder opened a file; nothing is in it
  "command", // a command was applied; its row is not committed
  "persist", // an intent was decided; it is not committed
  "send", // the intent is committed; no byte left
  "sent", // the last byte of the order left; no reply came
  "ack", // the reply came; it was not applied
  "fill", // a fill was applied; its rows are not committed
  "ledger", // the fill's entries are committed; nothing further happened
  "spill", // the database does not answer; the emergency file has not got the batch
  "spilled", // the emergency file has it; nobody was told
  "merge", // the database has what the emergency file holds; the file is not cleared
] as const;
export type FaultPointName = (typeof FAULT_POINTS)[number];

export type FaultPoint = {
  readonly name: FaultPointName;
  readonly occurrence: number;
  /** `stop` is a machine that stands still: SIGCONT wakes it. */
  readonly what: "kill" | "stop";
};

export type FaultGate = (name: FaultPointName) => void;

/** Kills or stops this process the n-th time it comes by the point. */
export function createFaultGate(point: FaultPoint | null): FaultGate {
  let seen = 0;
  const gate: FaultGate = (name) => {
    if (point?.name !== name) return;
    seen += 1;
    if (seen === point.occurrence) process.kill(process.pid, point.what === "kill" ? "SIGKILL" : "SIGSTOP");
  };
  if (point?.name === "sent") watchOrdersLeave(() => gate("sent"));
  return gate;
}

/** What of a batch a test may want to lose. */
export function gateRows(gate: FaultGate, rows: readonly DurableRow[]): void {
  const has = (table: DurableRow["table"]): boolean => rows.some((row) => row.table === table);
  if (has("command")) gate("command");
  if (has("intent")) gate("persist");
  if (has("fill")) gate("fill");
}

export function gateEmergencyFile(file: EmergencyFile, gate: FaultGate): EmergencyFile {
  let holds = file.kept.length > 0;
  return {
    ...file,
    async append(batch, share) {
      gate("spill");
      const kept = await file.append(batch, share);
      holds ||= kept;
      if (kept) gate("spilled");
      return kept;
    },
    async clear() {
      if (holds) gate("merge");
      holds = false;
      await file.clear();
    },
  };
}

/** The HTTP client of ccxt says when it has handed a request's last byte to the kernel. */
function watchOrdersLeave(left: () => void): void {
  subscribe("undici:request:bodySent", (message) => {
    const { request } = message as { readonly request: { readonly method: string; readonly path: string } };
    if (request.method === "POST" && /\/order(?:\?|$)/.test(request.path)) left();
  });
}
