import type { VenueKeyDesk } from "@evenkeel/api/engine";
import type { VenueName } from "@evenkeel/config/venues";
import type { VenueFailure } from "@evenkeel/core/events";
import type { Result, WallTimeMs } from "@evenkeel/core/units";
import type { VenueKeys } from "@evenkeel/store/venue-keys";
import type { KeyedAdapter, KeyStanding } from "@evenkeel/venues";
import type { Notes } from "../door/notes.ts";
import type { EngineSettings } from "../env.ts";
import type { Log } from "../log.ts";
import { VENUE_MAKERS } from "../venues.ts";
import type { Credentials } from "./credentials.ts";
import { createVenueKeyDesk, type DeskVenue } from "./desk.ts";
import { type OpenedKeys, openVenueKeys, type Probe } from "./open.ts";
import { watchVenueKey } from "./watch.ts";

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

const inWords = (venue: string, asked: Result<KeyStanding, VenueFailure>): Result<KeyStanding, string> =>
  asked.ok ? asked : { ok: false, error: `${venue} answered ${asked.error.code}: ${asked.error.message}` };

function createProbe(venue: VenueName, { settings, nowMs, ...live }: Parts): Probe {
  const terms = { redirectPort: settings.exchangePort, readTimeoutMs: PROBE_MS_MAX, clock: { nowMs } };
  const { probeOnce } = VENUE_MAKERS[venue];
  return async (credentials) =>
    inWords(venue, await probeOnce({ ...terms, receiveWindowMs: live.receiveWindowMs(), keys: credentials }));
}

/** The keys this run trades with, opened once. */
export async function openKeys(parts: Parts): Promise<Result<OpenedKeys, string>> {
  const { settings, keys, guards, nowMs, hide } = parts;
  const { kek, configPath, simulated } = settings;
  const venues = settings.venues.map((venue) => ({
    venue,
    simulated: simulated.get(venue) ?? null,
    probe: createProbe(venue, parts),
  }));
  const opened = await openVenueKeys({ keys, kek, configPath, venues, guards, nowMs, environment: ENVIRONMENT });
  if (opened.ok) for (const { credentials } of opened.value.running) hide(credentials);
  return opened;
}

type Running = {
  readonly opened: OpenedKeys;
  readonly adapters: readonly KeyedAdapter[];
  readonly notes: Notes;
  /** Open pairs with a leg at this venue. */
  readonly openPairsAt: (venue: string) => number;
  readonly nameOf: (userId: string) => Promise<string>;
  readonly log: Log;
};

/** What the outside may do with keys, and what is looked at by itself. */
export type KeyTending = {
  readonly desk: VenueKeyDesk;
  /** Writes into the audit what the start did, once there is an audit to write to. */
  readonly tell: () => void;
  /** Looks at the running key of a venue from now on: it answers. */
  readonly watch: (venue: string) => void;
  readonly stop: () => void;
};

export function tendKeys(parts: Parts, { opened, adapters, notes, openPairsAt, nameOf, log }: Running): KeyTending {
  const { keys, hide, nowMs } = parts;
  const { kekStore, running, audits, warnings } = opened;
  const report = (error: unknown): void =>
    log.warn({ error: error instanceof Error ? error.name : "unknown" }, "a venue key could not be looked at");
  const venues = new Map<string, DeskVenue>();
  for (const venue of parts.settings.venues) {
    const adapter = adapters.find((each) => each.venue === venue);
    if (adapter === undefined) continue;
    venues.set(venue, {
      runningId: running.find((each) => each.venue === venue)?.key.id ?? null,
      probe: createProbe(venue, parts),
      probeRunning: async () => inWords(venue, await adapter.probeKey()),
      openPairs: () => openPairsAt(venue),
    });
  }
  const desk = createVenueKeyDesk({
    keys,
    kekStore,
    venues,
    environment: ENVIRONMENT,
    note: (audit) => notes.note(audit),
    nameOf,
    hide,
    nowMs,
  });
  const ends: (() => void)[] = [];
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
    watch(venue) {
      const own = running.find((each) => each.venue === venue);
      const probe = venues.get(venue)?.probeRunning;
      if (own === undefined || probe === undefined) return;
      ends.push(watchVenueKey({ keys, running: own.key, probe, note: notes.note, report, nowMs }));
    },
    stop: () => {
      for (const end of ends) end();
    },
  };
}
