import type { AlertEntry, AuditEntry, EngineEvent } from "@evenkeel/core/events";
import type { VenueTimeMs, WallTimeMs } from "@evenkeel/core/units";
import {
  ACCOUNT_SUBJECT,
  type AccountChange,
  type Database,
  lastChained,
  listChangesAfter,
} from "@evenkeel/store/accounts";
import type { Log } from "./log.ts";

const LOOK_MS = 3_000;
/** At one look. What is left comes with the next. */
const CHANGES_MAX = 100;
/** More than any change of an account says of itself. */
const FIELDS_MAX = 12;
const TEXT_LENGTH_MAX = 200;

export type AccountChanges = {
  /** The last change the audit trail holds. */
  readonly lastChained: () => Promise<number>;
  readonly after: (id: number, limit: number) => Promise<readonly AccountChange[]>;
};

export const accountChangesIn = (database: Database): AccountChanges => ({
  lastChained: () => lastChained(database),
  after: (id, limit) => listChangesAfter(database, id, limit),
});

/**
 * The web process may not write the audit trail: it leaves its changes in a table of its own, and they are chained from
 * here. Where to go on is read from the trail itself, so a change is in it once, whenever this process dies.
 */
export function chainAccountChanges(options: {
  readonly changes: AccountChanges;
  readonly dispatch: (event: EngineEvent) => void;
  readonly nowMs: () => WallTimeMs;
  readonly venueNowMs: () => VenueTimeMs;
  readonly log: Pick<Log, "warn">;
}): { readonly stop: () => void } {
  const { changes, dispatch, log } = options;
  let last: number | null = null;
  let looking = false;
  let failing = false;

  const look = async (): Promise<void> => {
    last ??= await changes.lastChained();
    const fresh = await changes.after(last, CHANGES_MAX);
    for (const change of fresh) {
      last = change.id;
      const stamp = { venueTimeMs: options.venueNowMs(), receivedAtMs: options.nowMs() };
      dispatch({ kind: "noted", audit: entryOf(change), alert: alertOf(change), ...stamp });
    }
  };

  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .then(
        () => {
          failing = false;
        },
        (error: unknown) => {
          if (!failing)
            log.warn({ error: String(error) }, "changes of accounts cannot be read; they are chained later");
          failing = true;
        },
      )
      .finally(() => {
        looking = false;
      });
  }, LOOK_MS);
  return { stop: () => clearInterval(timer) };
}

const entryOf = ({ id, action, subject, author, detail, atMs }: AccountChange): AuditEntry => ({
  subject: ACCOUNT_SUBJECT,
  action: cut(action),
  author: { ...author, id: cut(author.id) },
  detail: { ...flatten(detail), change: id, account: cut(subject), atMs },
});

const cut = (text: string): string => text.slice(0, TEXT_LENGTH_MAX);

/** Its type is the web's promise, and who broke into the web keeps none: a nest too deep to be written would end us. */
function flatten(detail: AccountChange["detail"]): AuditEntry["detail"] {
  const plain = (value: unknown) => {
    if (typeof value === "string") return cut(value);
    return typeof value === "number" || typeof value === "boolean" || value === null ? value : "not a plain value";
  };
  const fields = Object.entries(detail).slice(0, FIELDS_MAX);
  return Object.fromEntries(fields.map(([name, value]) => [cut(name), plain(value)]));
}

/** Codes are only tried by who has the password. */
function alertOf({ action, subject, detail }: AccountChange): AlertEntry | null {
  if (action !== "slowed-down" || detail["at"] !== "code") return null;
  const text = `Somebody has the password of ${cut(subject)} and guesses codes; change it`;
  return { level: "WARNING", code: "codes-guessed", text };
}
