import type { VenueKeyDesk } from "@evenkeel/api/engine";
import type { VenueFailure } from "@evenkeel/core/events";
import type { Result, WallTimeMs } from "@evenkeel/core/units";
import type { VenueKeys } from "@evenkeel/store/venue-keys";
import type { KeyedAdapter, KeyStanding } from "@evenkeel/venues";
import { probeOnce } from "@evenkeel/venues/binance";
import type { Notes } from "../door/notes.ts";
import type { EngineSettings } from "../env.ts";
import type { Log } from "../log.ts";
import type { Credentials } from "./credentials.ts";
import { createVenueKeyDesk } from "./desk.ts";
import { type OpenedKeys, openVenueKeys, type Probe } from "./open.ts";
import { watchVenueKey } from "./watch.ts";

const VENUE = "binance";
const ENVIRONMENT = "simulation";
const PROBE_MS_MAX = 5_000;

type Parts = {
  readonly settings: EngineSettings;
  readonly keys: VenueKeys;
  readonly receiveWindowMs: () => number;
  /** Pairs are open: whoever refuses to start leaves them alone. */
  readonly guards: boolean;
  readonly nowMs: () => WallTimeMs;
  /** From here on no line of the log shows these. */
  readonly hide: (credentials: Credentials) => void;
};

const inWords = (asked: Result<KeyStanding, VenueFailure>): Result<KeyStanding, string> =>
  asked.ok ? asked : { ok: false, error: `${VENUE} answered ${asked.error.code}: ${asked.error.message}` };

function createProbe({ settings, nowMs, ...live }: Parts): Probe {
  const terms = { redirectPort: settings.exchangePort, readTimeoutMs: PROBE_MS_MAX, clock: { nowMs } };
  return async (credentials) =>
    inWords(await probeOnce({ ...terms, receiveWindowMs: live.receiveWindowMs(), keys: credentials }));
}

/** The key this run trades with, opened once. */
export async function openKeys(parts: Parts): Promise<Result<OpenedKeys, string>> {
  const { settings, keys, guards, nowMs, hide } = parts;
  const { kek, configPath, simulated } = settings;
  const shared = { keys, kek, configPath, simulated, guards, nowMs, probe: createProbe(parts) };
  const opened = await openVenueKeys({ ...shared, venue: VENUE, environment: ENVIRONMENT });
  if (opened.ok) hide(opened.value.credentials);
  return opened;
}

type Running = {
  readonly opened: OpenedKeys;
  readonly adapter: KeyedAdapter;
  readonly notes: Notes;
  readonly openPairs: () => number;
  readonly nameOf: (userId: string) => Promise<string>;
  readonly log: Log;
};

/** What the outside may do with keys, and what is looked at by itself. */
export type KeyTending = {
  readonly desk: VenueKeyDesk;
  /** Writes into the audit what the start did, once there is an audit to write to. */
  readonly tell: () => void;
  /** Looks at the running key from now on: its venue answers. */
  readonly watch: () => void;
  readonly stop: () => void;
};

export function tendKeys(parts: Parts, { opened, adapter, notes, openPairs, nameOf, log }: Running): KeyTending {
  const { keys, hide, nowMs } = parts;
  const { kekStore, running, audits, warnings } = opened;
  const probeRunning = async () => inWords(await adapter.probeKey());
  const report = (error: unknown): void =>
    log.warn({ error: error instanceof Error ? error.name : "unknown" }, "the venue key could not be looked at");
  const desk = createVenueKeyDesk({
    keys,
    kekStore,
    venue: VENUE,
    environment: ENVIRONMENT,
    runningId: running.id,
    probe: createProbe(parts),
    probeRunning,
    note: (audit) => notes.note(audit),
    openPairs,
    nameOf,
    hide,
    nowMs,
  });
  let end: (() => void) | null = null;
  return {
    desk,
    tell() {
      for (const audit of audits) notes.note(audit).catch(report);
      for (const text of warnings) {
        log.warn(text);
        const author = { kind: "system", id: "engine", role: "admin" } as const;
        const audit = { subject: "venue-keys", action: "venue-key-refused", author, detail: { text } };
        notes.note(audit, { level: "WARNING", code: "key-not-taken", text }).catch(report);
      }
    },
    watch() {
      end ??= watchVenueKey({ keys, running, probe: probeRunning, note: notes.note, report, nowMs });
    },
    stop: () => end?.(),
  };
}
