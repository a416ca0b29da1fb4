import type { WireSession } from "./session.ts";

const SECOND_MS = 1_000;
/** Bounds what the counters can hold: addresses and accounts are few, windows are short. */
const USAGE_ROWS_MAX = 1_000;

/** Requests of one group in the running second of wall time; false is one too many. */
export function charge(session: WireSession, who: string, group: string, perSecond: number, wallMs: number): boolean {
  const key = `${group}:${who}`;
  const second = Math.floor(wallMs / SECOND_MS);
  let usage = session.usage.get(key);
  if (usage === undefined) {
    if (session.usage.size >= USAGE_ROWS_MAX) session.usage.clear();
    usage = { second, count: 0 };
    session.usage.set(key, usage);
  }
  if (usage.second !== second) {
    usage.second = second;
    usage.count = 0;
  }
  usage.count += 1;
  return usage.count <= perSecond * session.limitFactor;
}
