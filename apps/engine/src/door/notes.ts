import type { AlertEntry, AuditEntry, EngineEvent } from "@evenkeel/core/events";
import type { VenueTimeMs, WallTimeMs } from "@evenkeel/core/units";
import type { PersistEffect, Stored } from "../durable-lane/index.ts";

/** A note that is not durable by then has to be taken for not made. */
const STORE_MS_MAX = 10_000;

export type Notes = {
  /** Writes into the audit (and the alarms) what happened beside the flow; resolves when it is durable. */
  readonly note: (audit: AuditEntry, alert?: AlertEntry | null) => Promise<void>;
  readonly observe: (effect: PersistEffect, outcome: Stored) => void;
};

type Options = {
  readonly dispatch: (event: EngineEvent) => void;
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
};

export function createNotes({ dispatch, nowMs, venueNowMs }: Options): Notes {
  const waiting = new Map<AuditEntry, (outcome: Stored) => void>();
  return {
    note: (audit, alert = null) =>
      new Promise((resolve, reject) => {
        const give = (outcome: Stored): void => {
          clearTimeout(timer);
          waiting.delete(audit);
          if (outcome.stored) resolve();
          else reject(new Error(`the audit of ${audit.action} is not durable: ${outcome.reason}`));
        };
        const late = `nothing after ${STORE_MS_MAX} ms`;
        const timer = setTimeout(() => give({ stored: false, reason: late }), STORE_MS_MAX);
        waiting.set(audit, give);
        dispatch({ kind: "noted", audit, alert, venueTimeMs: venueNowMs(), receivedAtMs: nowMs() });
      }),
    observe({ batch }, outcome) {
      for (const row of batch.rows) if (row.table === "audit") waiting.get(row.audit)?.(outcome);
    },
  };
}
