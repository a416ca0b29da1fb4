import { isCaptured, type VenueName } from "@evenkeel/exchange-sim";
import { type Credentials, doorOf } from "@evenkeel/exchange-sim/wire";
import { createClock, type VenueClock } from "./clock.ts";
import { Misunderstood } from "./command/problem.ts";
import { createFaultDesk, type FaultDesk, type FaultReport } from "./fault/desk.ts";
import { createFaultLayer } from "./fault/layer.ts";
import { type Listening, listen } from "./http/listen.ts";
import type { ToldCall } from "./http/rest.ts";
import { answering, type Door, doorsOf, type ServerContext } from "./http/route.ts";
import { lockDirectory } from "./journal/lock.ts";
import { assetProblem } from "./listed.ts";
import { DEFAULT_SETTINGS, type ExchangeSettings, settingProblem } from "./options.ts";
import { loadRecording } from "./recording.ts";
import { familiesOf, type Station, stationOf } from "./station.ts";
import { createHub, type Hub } from "./stream/hub.ts";
import type { Identity } from "./tls/certificate.ts";
import { keepIdentity } from "./tls/keep.ts";
import { credentialsOf, openVenue, spareKeysOf, type Venue } from "./venue.ts";

export interface RunningExchange {
  /** Every family under its real host name, told apart by the Host header. */
  readonly port: number;
  readonly familyPorts: Readonly<Record<string, number>>;
  /** Every API family, and its own port where it has one. */
  readonly doors: readonly Door[];
  /** What a client has to be given to believe the self-signed certificate. */
  readonly certificateFile: string | null;
  readonly accounts: readonly (Credentials & { readonly name: string; readonly venue: VenueName })[];
  /** The first one. */
  readonly venue: Venue;
  readonly venues: Readonly<Partial<Record<VenueName, Venue>>>;
  /** Commands that were folded over the snapshot at the start. */
  readonly recoveredCommands: number;
  /** Which faults fired, and how often. */
  report(): FaultReport;
  /** Resolves when it has stopped, by `close` or by the control API. */
  readonly stopped: Promise<void>;
  close(): Promise<void>;
}

const SECOND_MS = 1_000;
/** Captured frames are sent within this of their own time. */
const CAPTURED_INTERVAL_MS = 10;

export async function startExchange(
  options: Partial<ExchangeSettings> = {},
  told: (call: ToldCall) => void = () => undefined,
): Promise<RunningExchange> {
  const settings: ExchangeSettings = { ...DEFAULT_SETTINGS, ...options };
  const problem = settingProblem(settings);
  if (problem !== null) throw new Error(problem);
  const unlock = settings.dataDirectory === null ? () => undefined : lockDirectory(settings.dataDirectory);
  try {
    return await open(settings, unlock, told);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function open(
  settings: ExchangeSettings,
  unlock: () => void,
  told: (call: ToldCall) => void,
): Promise<RunningExchange> {
  const { stations, clock } = await openStations(settings);
  const [first] = stations;
  if (first === undefined) throw new Error("no venue is opened");
  const hub = createHub(stations);
  const desk = createFaultDesk(stations, settings.seed, settings.faults);
  let finish = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const doors: Listening[] = [];
  const { identity, file: certificateFile } = await identityOf(settings, stations);
  let timers: NodeJS.Timeout[] = [];
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= shutDown(stations, hub, doors, timers)
      .finally(unlock)
      .finally(() => finish());
    return closing;
  };
  const familyPorts: Record<string, number> = {};
  const accounts = accountsOf(settings);
  const shutdown = () => void close();
  const context: ServerContext = { settings, stations, clock, hub, desk, accounts, familyPorts, told, shutdown };
  const openDoor = async (forced: string | null, asked: number): Promise<number> => {
    const option = forced === null ? "--port" : "--family-ports";
    const door = await listen(answering(context, forced), asked, identity, option);
    doors.push(door);
    return door.port;
  };
  try {
    const port = await openDoor(null, settings.port);
    for (const [family, asked] of Object.entries(familyPortsOf(settings, stations))) {
      familyPorts[family] = await openDoor(family, asked);
    }
    timers = startTimers(settings, stations, desk);
    const venues = Object.fromEntries(stations.map(({ name, venue }) => [name, venue]));
    const recoveredCommands = stations.reduce((sum, { venue }) => sum + venue.recoveredCommands, 0);
    const { report } = desk;
    return {
      port,
      familyPorts,
      doors: doorsOf(context),
      certificateFile,
      accounts,
      venue: first.venue,
      venues,
      recoveredCommands,
      report,
      stopped,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One after another, so that a fault names its venue; one clock for all, from where the furthest of them stood. */
async function openStations(settings: ExchangeSettings): Promise<{ stations: Station[]; clock: VenueClock }> {
  const opened: { name: VenueName; venue: Venue }[] = [];
  let clock: VenueClock | null = null;
  const shared: VenueClock = {
    speed: settings.speed,
    now: () => clock?.now() ?? 0,
    skip: (ms) => clock?.skip(ms),
  };
  let startMs = 0;
  const recording = await loadRecording(settings.world);
  const problem = assetProblem(settings, recording);
  if (problem !== null) throw new Misunderstood(problem);
  for (const name of settings.venues) {
    const venue = await openVenue(settings, name, recording, shared, die);
    startMs = Math.max(startMs, venue.state.nowMs);
    opened.push({ name, venue });
  }
  clock = createClock(startMs, settings.speed);
  const stations = opened.map(({ name, venue }) => {
    const keys = [...credentialsOf(settings, name), ...spareKeysOf(settings, name)];
    const wire = doorOf(name).open(venue.state, keys, settings.wire);
    return { name, venue, wire, faults: createFaultLayer(venue, wire, settings.faults), traffic: { requests: 0 } };
  });
  return { stations, clock: shared };
}

async function identityOf(
  { tls, dataDirectory }: ExchangeSettings,
  stations: readonly Station[],
): Promise<{ readonly identity: Identity | null; readonly file: string | null }> {
  if (tls === "none") return { identity: null, file: null };
  if (tls !== "self-signed") return { identity: tls, file: null };
  const hosts = familiesOf(stations).flatMap((family) => family.hosts);
  const { file, ...identity } = await keepIdentity(dataDirectory, ["localhost", ...hosts]);
  return { identity, file };
}

/** The ports that were asked for, each family's own or one after another from the first. */
function familyPortsOf(settings: ExchangeSettings, stations: readonly Station[]): Readonly<Record<string, number>> {
  const unknown = Object.keys(settings.familyPorts).find((family) => stationOf(stations, family) === undefined);
  if (unknown !== undefined) throw new Error(`No API family is called ${unknown}.`);
  const from = settings.familyPortsFrom;
  if (from === null) return settings.familyPorts;
  const counted = familiesOf(stations).map(({ name }, at) => [name, from === 0 ? 0 : from + at] as const);
  return { ...Object.fromEntries(counted), ...settings.familyPorts };
}

const accountsOf = (settings: ExchangeSettings): RunningExchange["accounts"] =>
  settings.venues.flatMap((venue) =>
    credentialsOf(settings, venue).map(({ name, key, secret }) => ({ venue, name, key, secret })),
  );

/**
 * After a log that cannot be written, or a state that a broken rule left half changed, nothing may be acknowledged or
 * stored any more: an exchange that forgets or invents is worse than none. The log on the disk is whole.
 */
function die(error: Error): void {
  process.stderr.write(`The exchange stopped at once: ${error.stack ?? error.message}\n`);
  process.exit(70);
}

function startTimers(settings: ExchangeSettings, stations: readonly Station[], desk: FaultDesk): NodeJS.Timeout[] {
  const recorded = new Map(stations.map(({ name, venue }) => [name, venue.state.nowMs]));
  const quotes = setInterval(
    () => {
      for (const { venue, wire, faults } of stations) {
        venue.tick();
        wire.publishQuotes(faults.clock.now());
      }
      desk.tick();
    },
    isCaptured(settings.world) ? CAPTURED_INTERVAL_MS : settings.publishIntervalMs,
  );
  const seconds = setInterval(() => {
    for (const { name, venue, wire, faults } of stations) {
      venue.tick();
      const wallMs = faults.clock.now();
      for (const command of wire.due?.(wallMs) ?? []) venue.submit(command);
      wire.publishSeconds(wallMs);
      if (venue.state.nowMs !== recorded.get(name)) venue.recordTime();
      recorded.set(name, venue.state.nowMs);
      venue.snapshotIfDue();
    }
  }, SECOND_MS);
  return [quotes, seconds];
}

async function shutDown(
  stations: readonly Station[],
  hub: Hub,
  doors: readonly Listening[],
  timers: readonly NodeJS.Timeout[],
): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  hub.close();
  const closed = doors.map((door) => door.close());
  for (const door of doors) door.closeIdleConnections();
  for (const { venue } of stations) await venue.close();
  // Whoever still holds a connection after the books are safe is let go.
  for (const door of doors) door.closeAllConnections();
  await Promise.all(closed);
}
