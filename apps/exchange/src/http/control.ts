import type { IncomingMessage, ServerResponse } from "node:http";
import { stateHash } from "@evenkeel/exchange-sim";
import { changeRestrictions, type WireSession } from "@evenkeel/exchange-sim/wire/binance";
import type { Venue } from "../venue.ts";
import { readBody } from "./body.ts";
import { hostName, isLocalHost } from "./family.ts";

export interface ControlActions {
  readonly venue: Venue;
  readonly session: WireSession;
  readonly status: () => Record<string, unknown>;
  readonly cutStreams: () => number;
  readonly shutdown: () => void;
}

const SKIP_MS_MAX = 400 * 86_400_000;

interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

const problem = (message: string, status = 400): ControlReply => ({ status, body: { error: message } });

/**
 * For tests and the launcher: only from this machine, only under a local name, and only with a header that no web page
 * can send here by itself.
 */
export async function handleControl(
  actions: ControlActions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  const allowed = isLocalHost(hostName(request.headers.host)) && request.headers["x-evenkeel-control"] === "1";
  const reply = allowed
    ? control(actions, `${request.method} ${request.url}`, text ?? "")
    : problem("The control API answers only local requests with the header x-evenkeel-control: 1.", 403);
  actions.venue.whenDurable(() => {
    response.writeHead(reply.status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(reply.body));
  });
}

function control(actions: ControlActions, route: string, text: string): ControlReply {
  const input = parseObject(text);
  if (input === null) return problem("The body must be a JSON object.");
  switch (route) {
    case "GET /control/status":
      actions.venue.tick();
      return { status: 200, body: actions.status() };
    case "GET /control/hash":
      return { status: 200, body: { hash: stateHash(actions.venue.state) } };
    case "POST /control/advance":
      return advanceBy(actions.venue, input.ms);
    case "POST /control/shock":
      return shock(actions.venue, input);
    case "GET /control/keys":
      return { status: 200, body: keysOf(actions.session) };
    case "POST /control/restrictions":
      return restrict(actions.session, input);
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
const keysOf = ({ keys }: WireSession) =>
  [...keys].map(([key, { account, secret, restrictions }]) => ({ key, account, secret, ...restrictions }));

/** What the owner of a key would set on the venue's page. A restart forgets it. */
function restrict({ keys }: WireSession, { key, ...changes }: Record<string, unknown>): ControlReply {
  const held = typeof key === "string" ? keys.get(key) : undefined;
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

function advanceBy(venue: Venue, ms: unknown): ControlReply {
  if (typeof ms !== "number" || !Number.isSafeInteger(ms) || ms < 0 || ms > SKIP_MS_MAX) {
    return problem(`ms must be a whole number from 0 to ${SKIP_MS_MAX}.`);
  }
  venue.clock.skip(ms);
  venue.tick();
  venue.recordTime();
  return { status: 200, body: { venueTimeMs: venue.state.nowMs } };
}

function shock(venue: Venue, { symbol, logReturn }: Record<string, unknown>): ControlReply {
  if (typeof symbol !== "string" || typeof logReturn !== "number") return problem("symbol and logReturn are needed.");
  const { result } = venue.submit({ kind: "shock", venueTimeMs: venue.state.nowMs, symbol, logReturn });
  return result.ok ? { status: 200, body: { done: true } } : problem(result.error.reason);
}
