import type { PlanId } from "@evenkeel/core/ids";
import { isOpenPair, type Pair } from "@evenkeel/core/position";
import type { PersistEffect } from "../durable-lane/index.ts";
import type { EffectWatcher } from "../effect-watcher.ts";

const SECOND_MS = 1_000;

export type UnhedgedClock = EffectWatcher & {
  /** Seconds in which a pair stood with one leg ahead, all pairs added up, since this process began. */
  readonly seconds: (pairs: Iterable<Pair>, wallNowMs: number) => number;
};

/** Adds up the core's own windows: closed ones from the rows that closed them, open ones when asked. */
export function createUnhedgedClock(startedAtMs: number): UnhedgedClock {
  const open = new Map<PlanId, number>();
  let closedMs = 0;

  const observe = (pair: Readonly<Pair>, wallNowMs: number): void => {
    const since = open.get(pair.plan);
    if (pair.unhedgedSince !== null && isOpenPair(pair)) {
      // A window of before this process is counted from its start on: the time before it is unguarded time.
      if (since === undefined) open.set(pair.plan, Math.max(startedAtMs, pair.unhedgedSince));
    } else if (since !== undefined) {
      closedMs += Math.max(0, wallNowMs - since);
      open.delete(pair.plan);
    }
  };

  return {
    persisting({ batch }: PersistEffect) {
      for (const row of batch.rows) if (row.table === "pair") observe(row.pair, batch.wallTimeMs);
    },
    seconds(pairs, wallNowMs) {
      for (const pair of pairs) observe(pair, wallNowMs);
      let openMs = 0;
      for (const since of open.values()) openMs += Math.max(0, wallNowMs - since);
      return (closedMs + openMs) / SECOND_MS;
    },
  };
}
