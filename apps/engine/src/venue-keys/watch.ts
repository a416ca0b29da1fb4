import type { VenueKeyNotice } from "@evenkeel/api/engine";
import type { AlertEntry, AuditEntry, Author } from "@evenkeel/core/events";
import { HOUR_MS, MINUTE_MS, type Result } from "@evenkeel/core/units";
import type { Standing, VenueKey, VenueKeys } from "@evenkeel/store/venue-keys";
import { noticesOf } from "./notices.ts";
import { auditOf } from "./open.ts";

const EVERY_MS = HOUR_MS;
/** A probe that did not come through is tried again sooner. */
const RETRY_MS = 5 * MINUTE_MS;
/** The account read says these, and stops new risk with the same word. */
const SAID_BY_THE_GATE = new Set(["may-move-funds-out", "may-not-trade"]);
const SYSTEM: Author = { kind: "system", id: "engine", role: "admin" };

type Options = {
  readonly keys: VenueKeys;
  readonly running: VenueKey;
  readonly probe: () => Promise<Result<Standing, string>>;
  readonly note: (audit: AuditEntry, alert: AlertEntry | null) => Promise<void>;
  readonly report: (error: unknown) => void;
  readonly nowMs: () => number;
};

/**
 * Looks at the running key at the start and every hour. What it may do decides about new risk with the account read;
 * here it is written down, and whatever else is worth a word is said once and again when it comes back.
 */
export function watchVenueKey(options: Options): () => void {
  const { keys, running, note, nowMs } = options;
  let said = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let print = printOf(running.standing);

  const say = async (notices: readonly VenueKeyNotice[], standing: Standing | null): Promise<void> => {
    const audit = auditOf({ ...running, standing }, "venue-key-watched", SYSTEM);
    for (const { level, code, text } of notices) {
      if (said.has(code) || level === "INFO" || SAID_BY_THE_GATE.has(code)) continue;
      const alert = { level, code: `key-${code}`, text: `${running.venue} "${running.label}": ${text}` };
      await note({ ...audit, detail: { ...audit.detail, code } }, alert);
    }
    said = new Set(notices.map(({ code }) => code));
  };

  const look = async (): Promise<number> => {
    const probed = await options.probe();
    if (stopped) return EVERY_MS;
    if (!probed.ok) {
      await say(
        [{ level: "WARNING", code: "not-probed", text: `the venue does not say what it may do: ${probed.error}` }],
        null,
      );
      return RETRY_MS;
    }
    await keys.saveProbe(running.id, probed.value, nowMs());
    // It works: what came before it is of no use any more.
    await keys.forgetRetired(running);
    const found = printOf(probed.value);
    if (found !== print) await note(auditOf({ ...running, standing: probed.value }, "venue-key-probed", SYSTEM), null);
    print = found;
    await say(noticesOf(probed.value, nowMs()), probed.value);
    return EVERY_MS;
  };

  const goOn = async (): Promise<void> => {
    const pauseMs = await look().catch((error: unknown) => {
      if (!stopped) options.report(error);
      return RETRY_MS;
    });
    if (stopped) return;
    timer = setTimeout(() => void goOn(), pauseMs);
    timer.unref();
  };
  void goOn();

  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}

const printOf = (standing: Standing | null): string =>
  standing === null ? "" : JSON.stringify(Object.entries(standing).toSorted(([a], [b]) => (a < b ? -1 : 1)));
