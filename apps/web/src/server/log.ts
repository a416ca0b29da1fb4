import type { CallRecord } from "@evenkeel/api/request";
import { createScrubber } from "@evenkeel/telemetry/scrub";
import { readEnv } from "../env.ts";

let scrub: ((line: string) => string) | null = null;

/** One JSON line per happening, like the engine's. */
function writeLine(level: "info" | "warn", msg: string, fields: Readonly<Record<string, unknown>>): void {
  const { AUTH_SECRET, EVENKEEL_ENGINE_SECRET, DATABASE_URL } = readEnv();
  scrub ??= createScrubber([AUTH_SECRET, EVENKEEL_ENGINE_SECRET, DATABASE_URL]);
  const line = { level, time: new Date().toISOString(), process: "web", ...fields, msg };
  process.stdout.write(`${scrub(JSON.stringify(line))}\n`);
}

/** What only reads is not told: the deck would fill the disk with it. */
export function tellCall({ requestId, path, type, caller, outcome, ms }: CallRecord): void {
  if (type !== "mutation") return;
  writeLine(outcome === "ok" ? "info" : "warn", "a call", { request: requestId, path, caller, outcome, ms });
}
