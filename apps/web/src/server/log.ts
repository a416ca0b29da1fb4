import type { CallRecord } from "@evenkeel/api/request";
import { readEnv } from "../env.ts";
import { scrubberOf, traceCall } from "./telemetry.ts";

let scrub: ((line: string) => string) | null = null;

/** One JSON line per call that changes something, like the engine's; the deck's reads would fill the disk. */
export function tellCall(call: CallRecord): void {
  const { requestId, path, type, caller, outcome, ms } = call;
  if (type !== "mutation") return;
  traceCall(call);
  const level = outcome === "ok" ? "info" : "warn";
  const time = new Date().toISOString();
  const line = { level, time, process: "web", request: requestId, path, caller, outcome, ms, msg: "a call" };
  scrub ??= scrubberOf(readEnv());
  process.stdout.write(`${scrub(JSON.stringify(line))}\n`);
}
