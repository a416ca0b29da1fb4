import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Credentials,
  createSession,
  ERRORS,
  errorReply,
  type WireSession,
} from "@evenkeel/exchange-sim/wire/binance";
import { handleControl } from "./http/control.ts";
import { handleRest, type ToldCall } from "./http/rest.ts";
import { lockDirectory } from "./journal/lock.ts";
import { type ApiFamily, DEFAULT_SETTINGS, type ExchangeSettings, settingProblem } from "./options.ts";
import { RELEASE } from "./release.ts";
import { createHub, type Hub } from "./stream/hub.ts";
import { credentialsOf, openVenue, spareKeysOf, type Venue } from "./venue.ts";

export interface RunningExchange {
  /** Every family under its real host name, told apart by the Host header. */
  readonly port: number;
  readonly familyPorts: Readonly<Partial<Record<ApiFamily, number>>>;
  readonly accounts: readonly (Credentials & { readonly name: string })[];
  readonly venue: Venue;
  /** Commands that were folded over the snapshot at the start. */
  readonly recoveredCommands: number;
  /** Resolves when it has stopped, by `close` or by the control API. */
  readonly stopped: Promise<void>;
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const SECOND_MS = 1_000;

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
  const venue = await openVenue(settings, die);
  const accounts = credentialsOf(settings);
  const keys = [...accounts, ...spareKeysOf(settings)];
  const session = createSession(venue.state.world.instruments, keys, settings.limits ?? undefined);
  const hub = createHub(venue, session);
  let finish = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const servers: Server[] = [];
  let timers: NodeJS.Timeout[] = [];
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= shutDown(venue, hub, servers, timers)
      .finally(unlock)
      .finally(() => finish());
    return closing;
  };
  const context: ServerContext = { settings, venue, session, hub, told, shutdown: () => void close() };
  try {
    const port = await listen(servers, context, null, settings.port);
    const familyPorts: Partial<Record<ApiFamily, number>> = {};
    for (const [family, asked] of Object.entries(settings.familyPorts) as [ApiFamily, number][]) {
      familyPorts[family] = await listen(servers, context, family, asked);
    }
    timers = startTimers(settings, venue, hub);
    return { port, familyPorts, accounts, venue, recoveredCommands: venue.recoveredCommands, stopped, close };
  } catch (error) {
    await close();
    throw error;
  }
}

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
  readonly venue: Venue;
  readonly session: WireSession;
  readonly hub: Hub;
  readonly told: (call: ToldCall) => void;
  readonly shutdown: () => void;
}

async function listen(
  servers: Server[],
  context: ServerContext,
  forced: ApiFamily | null,
  port: number,
): Promise<number> {
  const server = createServer((request, response) => {
    route(context, forced, request, response).catch((error: unknown) => fail(request, response, error));
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

function route(
  context: ServerContext,
  forced: ApiFamily | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { venue, session, hub, told, shutdown } = context;
  if (forced !== null || !(request.url ?? "").startsWith("/control/")) {
    return handleRest(venue, session, forced, request, response, told);
  }
  return handleControl(
    { venue, session, cutStreams: hub.cut, shutdown, status: () => statusOf(context) },
    request,
    response,
  );
}

/** A client that went away is nothing; what fails while an answer is made costs that answer only. */
function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (request.destroyed || response.headersSent) return void response.destroy();
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const { status, body, headers } = errorReply(ERRORS.disconnected);
  response.writeHead(status, { ...headers });
  response.end(body);
}

function statusOf({ settings, venue, hub }: ServerContext): Record<string, unknown> {
  return {
    version: RELEASE,
    world: settings.world,
    seed: settings.seed,
    symbols: settings.symbols,
    speed: settings.speed,
    venueTimeMs: venue.state.nowMs,
    wallTimeMs: Date.now(),
    streams: hub.connections.size,
    openOrders: venue.state.resting.size,
    accounts: credentialsOf(settings).map(({ name, key }) => ({ name, key })),
  };
}

function startTimers(settings: ExchangeSettings, venue: Venue, hub: Hub): NodeJS.Timeout[] {
  let recordedMs = venue.state.nowMs;
  const quotes = setInterval(() => {
    venue.tick();
    hub.publisher.publishQuotes();
  }, settings.publishIntervalMs);
  const seconds = setInterval(() => {
    venue.tick();
    hub.publisher.publishSeconds();
    hub.expireListenKeys(Date.now());
    if (venue.state.nowMs !== recordedMs) venue.recordTime();
    recordedMs = venue.state.nowMs;
    venue.snapshotIfDue();
  }, SECOND_MS);
  return [quotes, seconds];
}

async function shutDown(
  venue: Venue,
  hub: Hub,
  servers: readonly Server[],
  timers: readonly NodeJS.Timeout[],
): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  hub.close();
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  for (const server of servers) server.closeIdleConnections();
  await venue.close();
  // Whoever still holds a connection after the books are safe is let go.
  for (const server of servers) server.closeAllConnections();
  await Promise.all(closed);
}
