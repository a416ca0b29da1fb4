import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { EngineState } from "@evenkeel/core/engine";
import { type Leg, openPairs } from "@evenkeel/core/position";
import { MINUTE_MS } from "@evenkeel/core/units";
import type { Sample } from "@evenkeel/telemetry/metrics";

/** What a dead machine can leave uncounted. */
const STAMP_MS = 5_000;
const STAMP = /^\d{13}$/;

export type GuardWatch = {
  /** Call often, with how many pairs nobody guards now. */
  readonly pulse: (nowMs: number, unguarded: number) => void;
  readonly minutes: () => readonly Sample[];
  readonly stop: (nowMs: number) => void;
};

/** Pairs with a leg at a venue whose word the books do not have: the other venue's alone guards no spread. */
export function countUnguarded({ phase, venues, portfolio }: EngineState): number {
  const agrees = ({ venue }: Leg): boolean => phase === "ready" && venues.get(venue)?.reconciled === true;
  return [...openPairs(portfolio)].filter(({ long, short }) => !agrees(long) || !agrees(short)).length;
}

/**
 * Counts position-minutes nobody watched: those before this start, from the last stamp an engine left in the data
 * folder, and those of this run before books and venues agreed.
 */
export function createGuardWatch(path: string, startedAtMs: number, openPairsAtStart: number): GuardWatch {
  const leftAtMs = readStamp(path);
  const awayMs = leftAtMs === null ? 0 : Math.max(0, startedAtMs - leftAtMs) * openPairsAtStart;
  const file = openStamp(path, leftAtMs === null ? "w" : "r+");
  let unreconciledMs = 0;
  let lastMs = startedAtMs;
  let stampedMs = 0;
  let unguardedNow = openPairsAtStart;
  let guardedNow = false;

  const stamp = (nowMs: number): void => {
    stampedMs = nowMs;
    if (file === null) return;
    try {
      writeSync(file, String(Math.floor(nowMs)), 0);
    } catch {
      // A disk that takes no stamp makes the next start count too much, never too little.
    }
  };

  return {
    pulse(nowMs, unguarded) {
      guardedNow = unguarded === 0;
      // Nobody knows when between two pulses they came under guard.
      unreconciledMs += Math.max(0, nowMs - lastMs) * unguardedNow;
      unguardedNow = unguarded;
      if (guardedNow && nowMs - stampedMs >= STAMP_MS) stamp(nowMs);
      lastMs = nowMs;
    },
    minutes: () => [
      { labels: { cause: "not-running" }, value: awayMs / MINUTE_MS },
      { labels: { cause: "not-reconciled" }, value: unreconciledMs / MINUTE_MS },
    ],
    stop(nowMs) {
      if (guardedNow) stamp(nowMs);
      if (file !== null) closeSync(file);
    },
  };
}

/** A number for a chart is no reason not to guard: without its file only this run is counted. */
function openStamp(path: string, flags: "w" | "r+"): number | null {
  try {
    return openSync(path, flags, 0o600);
  } catch {
    return null;
  }
}

/** `null` before the first engine of this folder was once on guard. */
function readStamp(path: string): number | null {
  try {
    const text = readFileSync(path, "utf8");
    return STAMP.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}
