import type { IncomingMessage, ServerResponse } from "node:http";
import type { VenueName } from "@evenkeel/exchange-sim";
import type { VenueClock } from "../clock.ts";
import type { FaultDesk } from "../fault/desk.ts";
import type { ExchangeSettings } from "../options.ts";
import { servePage } from "../page/serve.ts";
import { RELEASE } from "../release.ts";
import { familiesOf, type Station, stationOf } from "../station.ts";
import type { Hub } from "../stream/hub.ts";
import { handleControl } from "./control.ts";
import type { ControlAccount } from "./control-account.ts";
import { familyAt, hostName } from "./family.ts";
import type { Answering } from "./listen.ts";
import { handleRest, send, type ToldCall } from "./rest.ts";

/** What every door of this process opens on. */
export interface ServerContext {
  readonly settings: ExchangeSettings;
  readonly stations: readonly Station[];
  readonly clock: VenueClock;
  readonly hub: Hub;
  readonly desk: FaultDesk;
  readonly accounts: readonly ControlAccount[];
  /** Filled as the doors open. */
  readonly familyPorts: Readonly<Record<string, number>>;
  readonly told: (call: ToldCall) => void;
  readonly shutdown: () => void;
}

/** One door: on the common port the address decides, on a family's own port nothing has to. */
export const answering = (context: ServerContext, forced: string | null): Answering => ({
  request: (request, response) => {
    route(context, forced, request, response).catch((error: unknown) =>
      fail(context, forced, request, response, error),
    );
  },
  upgrade: (request, socket, head) => context.hub.upgrade(forced, request, socket, head),
});

const NOT_FOUND = { status: 404, headers: { "Content-Type": "text/plain" }, body: "No API lives at this address.\n" };

const familyOf = ({ stations }: ServerContext, forced: string | null, request: IncomingMessage): string | null =>
  forced ?? familyAt(familiesOf(stations), "rest", hostName(request.headers.host), request.url ?? "/");

async function route(
  context: ServerContext,
  forced: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { stations, clock, hub, desk, accounts, told, shutdown } = context;
  if (forced === null && (request.url ?? "").startsWith("/control/")) {
    const status = () => statusOf(context);
    const actions = { stations, clock, desk, accounts, cutStreams: hub.cut, shutdown, status };
    return handleControl(actions, request, response);
  }
  if (forced === null && servePage(request, response)) return;
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

function statusOf(context: ServerContext): Record<string, unknown> {
  const { settings, stations, hub, desk, accounts } = context;
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
    accounts: accounts.map(({ venue, name, key }) => ({ venue, name, key })),
    faults: desk.mix,
    tls: settings.tls !== "none",
    doors: doorsOf(context),
    traffic: Object.fromEntries(
      stations.map(({ name, traffic, faults }) => [name, { ...traffic, frames: faults.streams.pushed }]),
    ),
  };
}

export interface Door {
  readonly family: string;
  readonly venue: VenueName;
  readonly kind: "rest" | "stream";
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** Null where only the common port leads there. */
  readonly port: number | null;
}

export const doorsOf = ({ stations, familyPorts }: Pick<ServerContext, "stations" | "familyPorts">): readonly Door[] =>
  stations.flatMap(({ name: venue, wire }) =>
    wire.families.map(({ name, kind, hosts, paths }) => ({
      family: name,
      venue,
      kind,
      hosts,
      paths,
      port: familyPorts[name] ?? null,
    })),
  );
