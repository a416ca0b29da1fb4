import type { Author } from "@evenkeel/core/events";
import type { Notes } from "./door/notes.ts";
import type { Log } from "./log.ts";
import type { Recovered } from "./recover.ts";

const SYSTEM: Author = { kind: "system", id: "engine", role: "admin" };

/** What stood on this folder's file when another engine took over is in nobody's books under its own name. */
export function tellSuperseded({ batches, path }: Recovered["superseded"], notes: Notes, log: Log): void {
  if (batches === 0) return;
  const text = `another engine took over before this folder's emergency journal was merged: ${batches} batches lie in ${path}; what they did is booked by the venue's word alone`;
  log.error({ alert: "CRITICAL" }, text);
  const audit = { subject: "engine", action: "emergency-superseded", author: SYSTEM, detail: { batches, path } };
  notes
    .note(audit, { level: "CRITICAL", code: "emergency-superseded", text })
    .catch((error: unknown) => log.warn({ error: String(error) }, "the alarm is not stored yet"));
}
