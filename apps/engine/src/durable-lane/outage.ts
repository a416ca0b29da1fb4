import type { AlertEntry, Author, EngineEvent } from "@evenkeel/core/events";
import type { VenueTimeMs, WallTimeMs } from "@evenkeel/core/units";
import type { Log } from "../log.ts";
import { BACKLOG_MAX, BACKLOG_STRAIN, type LaneOptions } from "./durable-lane.ts";

const SYSTEM: Author = { kind: "system", id: "engine", role: "admin" };

type Options = {
  readonly dispatch: (event: EngineEvent) => void;
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
  readonly log: Pick<Log, "error" | "warn">;
};

/** Says in the log and on the deck that the database is away. The rows of it wait with all others. */
export function createOutageTeller(options: Options): Pick<LaneOptions, "onOutage" | "onStrain"> {
  const { dispatch, log } = options;
  const note = (action: string, alert: AlertEntry): void => {
    const audit = { subject: "journal", action, author: SYSTEM, detail: {} };
    const stamp = { venueTimeMs: options.venueNowMs(), receivedAtMs: options.nowMs() };
    dispatch({ kind: "noted", audit, alert, ...stamp });
  };
  return {
    onOutage(away, reason) {
      if (away) {
        log.error({ alert: "CRITICAL" }, `the database is away (${reason}): no new risk, the file holds`);
        const text = `The database is away (${reason}): no new risk, hedges and closes stand on the emergency file`;
        note("away", { level: "CRITICAL", code: "journal-away", text });
        return;
      }
      log.warn("the database is back and has everything");
      note("back", { level: "INFO", code: "journal-back", text: "The database is back and has everything" });
    },
    onStrain() {
      const text = `The database has been away for ${BACKLOG_STRAIN} batches; at ${BACKLOG_MAX} this engine ends and nobody guards the open pairs: bring it back`;
      log.error({ alert: "CRITICAL" }, text);
      note("strained", { level: "CRITICAL", code: "journal-strain", text });
    },
  };
}
