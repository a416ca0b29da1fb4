import type { IncomingMessage, ServerResponse } from "node:http";
import { stateHash } from "@evenkeel/exchange-sim";
import { changeRestrictions } from "@evenkeel/exchange-sim/wire";
import type { VenueClock } from "../clock.ts";
import type { FaultDesk } from "../fault/desk.ts";
import type { Station } from "../station.ts";
import { readBody } from "./body.ts";
import type { ControlAccount } from "./control-account.ts";
import { listSymbols, showBook } from "./control-book.ts";
import { injectFault, listFaults, setFaultMix } from "./control-faults.ts";
import { type ControlReply, problem } from "./control-reply.ts";
import { hostName, isLocalHost } from "./family.ts";

export interface ControlActions {
  readonly stations: readonly Station[];
  readonly clock: VenueClock;
  readonly desk: FaultDesk;
  readonly accounts: readonly ControlAccount[];
  readonly status: () => Record<string, unknown>;
  readonly cutStreams: () => number;
  readonly shutdown: () => void;
}

const SKIP_MS_MAX = 400 * 86_400_000;

/**
 * For tests and the launcher: only from this machine, only under a local name, and only with a header that no web page
 * can send here by itself. What concerns one venue names it in the query; unnamed it is the first.
 */
export async function handleControl(
  actions: ControlActions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  const allowed = isLocalHost(hostName(request.headers.host)) && request.headers["x-evenkeel-control"] === "1";
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const named = new URLSearchParams(query);
  const wanted = named.get("venue");
  const station = actions.stations.find(({ name }) => wanted === null || name === wanted);
  const answer = (reply: ControlReply): void => {
    response.writeHead(reply.status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(reply.body));
  };
  if (!allowed) {
    return answer(problem("The control API answers only local requests with the header x-evenkeel-control: 1.", 403));
  }
  if (station === undefined) return answer(problem(`No venue ${wanted} here.`));
  const reply = control(actions, station, `${request.method} ${path}`, named, text ?? "");
  station.venue.whenDurable(() => answer(reply));
}

function control(
  actions: ControlActions,
  station: Station,
  route: string,
  query: URLSearchParams,
  text: string,
): ControlReply {
  const input = parseObject(text);
  if (input === null) return problem("The body must be a JSON object.");
  switch (route) {
    case "GET /control/status":
      for (const { venue } of actions.stations) venue.tick();
      return { status: 200, body: actions.status() };
    case "GET /control/hash":
      return { status: 200, body: { hash: stateHash(station.venue.state) } };
    case "POST /control/advance":
      return advanceBy(actions, input.ms);
    case "POST /control/shock":
      return shock(station, input);
    case "GET /control/keys":
      return { status: 200, body: keysOf(station) };
    case "POST /control/restrictions":
      return restrict(station, input);
    case "GET /control/symbols":
      return listSymbols(station);
    case "GET /control/book":
      return showBook(station, query);
    case "GET /control/faults":
      return listFaults();
    case "POST /control/fault":
      return injectFault(actions.desk, station, actions.accounts, input);
    case "POST /control/mix":
      return setFaultMix(actions.desk, input);
    case "GET /control/report":
      return { status: 200, body: actions.desk.report() };
    case "POST /control/cut-streams":
      return { status: 200, body: { cut: actions.cutStreams() } };
    case "POST /control/shutdown":
      setImmediate(actions.shutdown);
      return { status: 200, body: { stopping: true } };
    default:
      return problem("No such control.", 404);
  }
}

/** Simulated keys open nothing but this exchange: whoever may speak here may read them. */
const keysOf = ({ wire }: Station) =>
  [...wire.keys].map(([key, { account, secret, restrictions }]) => ({ key, account, secret, ...restrictions }));

/** What the owner of a key would set on the venue's page. A restart forgets it. */
function restrict({ wire }: Station, { key, ...changes }: Record<string, unknown>): ControlReply {
  const held = typeof key === "string" ? wire.keys.get(key) : undefined;
  if (held === undefined) return problem("key must be a key of this exchange.");
  const changed = changeRestrictions(held.restrictions, changes);
  if (changed === null) return problem("Only the settings GET /control/keys shows can be changed.");
  held.restrictions = changed;
  return { status: 200, body: { ...changed } };
}

function parseObject(text: string): Record<string, unknown> | null {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function advanceBy({ stations, clock }: ControlActions, ms: unknown): ControlReply {
  if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0 || ms > SKIP_MS_MAX) {
    return problem(`ms must be a whole number from 0 to ${SKIP_MS_MAX}.`);
  }
  clock.skip(ms);
  for (const { venue } of stations) {
    venue.tick();
    venue.recordTime();
  }
  return { status: 200, body: { venueTimeMs: stations[0]?.venue.state.nowMs } };
}

function shock({ venue }: Station, { symbol, logReturn }: Record<string, unknown>): ControlReply {
  if (typeof symbol !== "string" || typeof logReturn !== "number") return problem("symbol and logReturn are needed.");
  const { result } = venue.submit({ kind: "shock", venueTimeMs: venue.state.nowMs, symbol, logReturn });
  return result.ok ? { status: 200, body: { done: true } } : problem(result.error.reason);
}
