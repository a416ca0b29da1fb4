import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isCaptured, type VenueName } from "@evenkeel/exchange-sim";
import { type Credentials, doorOf } from "@evenkeel/exchange-sim/wire";
import { createClock, type VenueClock } from "./clock.ts";
import { createFaultDesk, type FaultDesk } from "./fault/desk.ts";
import { createFaultLayer } from "./fault/layer.ts";
import { handleControl } from "./http/control.ts";
import { familyAt, hostName } from "./http/family.ts";
import { handleRest, send, type ToldCall } from "./http/rest.ts";
import { lockDirectory } from "./journal/lock.ts";
import { DEFAULT_SETTINGS, type ExchangeSettings, settingProblem } from "./options.ts";
import { loadRecording } from "./recording.ts";
import { RELEASE } from "./release.ts";
import { familiesOf, type Station, stationOf } from "./station.ts";
import { createHub, type Hub } from "./stream/hub.ts";
import { credentialsOf, openVenue, spareKeysOf, type Venue } from "./venue.ts";

export interface RunningExchange {
  /** Every family under its real host name, told apart by the Host header. */
  readonly port: number;
  readonly familyPorts: Readonly<Record<string, number>>;
  readonly accounts: readonly (Credentials & { readonly name: string; readonly venue: VenueName })[];
  /** The first one. */
  readonly venue: Venue;
  readonly venues: Readonly<Partial<Record<VenueName, Venue>>>;
  /** Commands that were folded over the snapshot at the start. */
  readonly recoveredCommands: number;
  /** Resolves when it has stopped, by `close` or by the control API. */
  readonly stopped: Promise<void>;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
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
  const accounts = accountsOf(settings);
  const hub = createHub(stations);
  const desk = createFaultDesk(stations, settings.seed, settings.faults);
  let finish = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const servers: Server[] = [];
  let timers: NodeJS.Timeout[] = [];
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= shutDown(stations, hub, servers, timers)
      .finally(unlock)
      .finally(() => finish());
    return closing;
  };
  const context: ServerContext = { settings, stations, clock, hub, desk, told, shutdown: () => void close() };
  try {
    const port = await listen(servers, context, null, settings.port);
    const familyPorts: Record<string, number> = {};
    for (const [family, asked] of Object.entries(settings.familyPorts)) {
      if (stationOf(stations, family) === undefined) throw new Error(`No API family is called ${family}.`);
      familyPorts[family] = await listen(servers, context, family, asked);
    }
    timers = startTimers(settings, stations, desk);
    const venues = Object.fromEntries(stations.map(({ name, venue }) => [name, venue]));
    const recoveredCommands = stations.reduce((sum, { venue }) => sum + venue.recoveredCommands, 0);
    return { port, familyPorts, accounts, venue: first.venue, venues, recoveredCommands, stopped, close };
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
  for (const name of settings.venues) {
    const venue = await openVenue(settings, name, recording, shared, die);
    startMs = Math.max(startMs, venue.state.nowMs);
    opened.push({ name, venue });
  }
  clock = createClock(startMs, settings.speed);
  const stations = opened.map(({ name, venue }) => {
    const keys = [...credentialsOf(settings, name), ...spareKeysOf(settings, name)];
    const wire = doorOf(name).open(venue.state, keys, settings.wire);
    return { name, venue, wire, faults: createFaultLayer(venue, wire, settings.faults) };
  });
  return { stations, clock: shared };
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

interface ServerContext {
  readonly settings: ExchangeSettings;
  readonly stations: readonly Station[];
  readonly clock: VenueClock;
  readonly hub: Hub;
  readonly desk: FaultDesk;
  readonly told: (call: ToldCall) => void;
  readonly shutdown: () => void;
}

async function listen(servers: Server[], context: ServerContext, forced: string | null, port: number): Promise<number> {
  const server = createServer((request, response) => {
    route(context, forced, request, response).catch((error: unknown) =>
      fail(context, forced, request, response, error),
    );
  });
  server.on("upgrade", (request, socket, head) => context.hub.upgrade(forced, request, socket, head));
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE" ? new Error(`Port ${port} is already in use. Choose another with --port.`) : error,
      ),
    );
    server.listen(port, LOOPBACK, resolve);
  });
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

const NOT_FOUND = { status: 404, headers: { "Content-Type": "text/plain" }, body: "No API lives at this address.\n" };

const familyOf = ({ stations }: ServerContext, forced: string | null, request: IncomingMessage): string | null =>
  forced ?? familyAt(familiesOf(stations), "rest", hostName(request.headers.host), request.url ?? "/");

async function route(
  context: ServerContext,
  forced: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { stations, clock, hub, desk, told, shutdown } = context;
  if (forced === null && (request.url ?? "").startsWith("/control/")) {
    const status = () => statusOf(context);
    return handleControl({ stations, clock, desk, cutStreams: hub.cut, shutdown, status }, request, response);
  }
  const family = familyOf(context, forced, request);
  const station = family === null ? undefined : stationOf(stations, family);
  if (family === null || station === undefined) return send(response, NOT_FOUND);
  return handleRest(station, family, request, response, told);
}

/** A client that went away is nothing; what fails while an answer is made costs that answer only. */
function fail(
  context: ServerContext,
  forced: string | null,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  if (request.socket.destroyed || response.headersSent) return void response.destroy();
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const family = familyOf(context, forced, request) ?? "";
  const wire = stationOf(context.stations, family)?.wire;
  send(response, wire?.trouble("broken", family, Date.now()) ?? NOT_FOUND);
}

function statusOf({ settings, stations, hub }: ServerContext): Record<string, unknown> {
  return {
    version: RELEASE,
    world: settings.world,
    seed: settings.seed,
    symbols: settings.symbols,
    speed: settings.speed,
    venues: stations.map(({ name }) => name),
    venueTimeMs: stations[0]?.venue.state.nowMs,
    wallTimeMs: Date.now(),
    streams: hub.open,
    openOrders: stations.reduce((sum, { venue }) => sum + venue.state.resting.size, 0),
    accounts: accountsOf(settings).map(({ venue, name, key }) => ({ venue, name, key })),
  };
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
  servers: readonly Server[],
  timers: readonly NodeJS.Timeout[],
): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  hub.close();
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  for (const server of servers) server.closeIdleConnections();
  for (const { venue } of stations) await venue.close();
  // Whoever still holds a connection after the books are safe is let go.
  for (const server of servers) server.closeAllConnections();
  await Promise.all(closed);
}
