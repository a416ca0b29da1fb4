import type { ExecutionDesk } from "@evenkeel/api/engine";
import { viewLegRisk } from "@evenkeel/api/execution";
import { DAY_MS } from "@evenkeel/core/units";
import { type Database, listExecuted, readLegRisk } from "@evenkeel/store/history";

const SINCE_DEFAULT_MS = 30 * DAY_MS;

/** Read in the books on the connections of views: no figure keeps an order waiting. */
export function createExecutionDesk(database: Database, nowMs: () => number): ExecutionDesk {
  const from = (sinceMs: number | null): number => sinceMs ?? Math.floor(nowMs() - SINCE_DEFAULT_MS);
  return {
    async legRisk(given) {
      const sinceMs = from(given);
      return viewLegRisk(await readLegRisk(database, new Date(sinceMs)), sinceMs, nowMs());
    },
    orders: ({ sinceMs, pairId, limit }) =>
      listExecuted(database, { since: new Date(from(sinceMs)), plan: pairId, limit }),
  };
}
