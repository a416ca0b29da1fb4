import type { CallRecord } from "@evenkeel/api/request";
import { readEnv } from "../env.ts";
import { scrubberOf, traceCall } from "./telemetry.ts";

let scrub: ((line: string) => string) | null = null;

/** One JSON line, like the engine's. */
export function tellRequest(call: CallRecord): void {
  const { requestId, path, caller, commandId, outcome, ms } = call;
  traceCall(call);
  const level = outcome === "ok" ? "info" : "warn";
  const time = new Date().toISOString();
  const command = commandId === null ? {} : { command: commandId };
  const line = {
    level,
    time,
    process: "web",
    request: requestId,
    ...command,
    path,
    caller,
    outcome,
    ms,
    msg: "a call",
  };
  scrub ??= scrubberOf(readEnv());
  process.stdout.write(`${scrub(JSON.stringify(line))}\n`);
}

/** Of the pages' own calls those that change something; the deck's reads would fill the disk. */
export function tellCall(call: CallRecord): void {
  if (call.type === "mutation") tellRequest(call);
}
