import { createHmac } from "node:crypto";
import { apply } from "../../exchange/apply.ts";
import { createExchange } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { WorldOverrides } from "../../world/instrument.ts";
import type { Dispatched, Line, Reply, RestRequest, StreamClient, Wire } from "../wire.ts";
import { simulatedCredentials } from "./credentials.ts";
import type { BybitLimits } from "./session.ts";
import { openBybit } from "./wire.ts";

export const CREDENTIALS = simulatedCredentials(1, "main");
export const WALL_MS = 1_800_000_000_000;
const NO_LIMITS: BybitLimits = { requestsMax: 1e9, endpointFactor: 1e6, connectionsMax: 1e9 };

/** A venue with one funded account, and the wire in front of it. */
export interface Desk {
  readonly state: ExchangeState;
  readonly wire: Wire;
}

export function desk(limits: BybitLimits = NO_LIMITS, overrides: WorldOverrides = {}): Desk {
  const state = createExchange({
    venue: "bybit",
    world: "demo",
    seed: 1,
    symbols: 6,
    overrides,
    accounts: [{ name: CREDENTIALS.key, spot: { USDT: "100000" } }],
  });
  return { state, wire: openBybit(state, [CREDENTIALS], limits) };
}

/** Does what was asked for, and tells everybody. */
export function perform({ state, wire }: Desk, dispatched: Dispatched, wallMs: number): Reply {
  if (dispatched.kind === "reply") return dispatched.reply;
  const applied = dispatched.commands.map((command) => apply(state, command));
  const reply = dispatched.finish(applied);
  wire.tell(
    applied.flatMap(({ events }) => events),
    wallMs,
  )();
  return reply;
}

export const hmac = (payload: string): string =>
  createHmac("sha256", CREDENTIALS.secret).update(payload, "latin1").digest("hex");

export function signedHeaders(sent: string, wallMs: number, windowMs = "5000"): Record<string, string> {
  return {
    "x-bapi-api-key": CREDENTIALS.key,
    "x-bapi-timestamp": String(wallMs),
    "x-bapi-recv-window": windowMs,
    "x-bapi-sign": hmac(`${wallMs}${CREDENTIALS.key}${windowMs}${sent}`),
  };
}

/** One call as it would come: what is sent is the query of a GET and the body of a POST. */
export function call(
  at: Desk,
  method: string,
  path: string,
  sent = "",
  more: Partial<RestRequest> = {},
  wallMs = WALL_MS,
): Reply {
  const request: RestRequest = {
    family: "bybit-rest",
    method,
    path,
    query: method === "GET" ? sent : "",
    body: method === "GET" ? "" : sent,
    headers: signedHeaders(sent, wallMs),
    address: "127.0.0.1",
    ...more,
  };
  return perform(at, at.wire.rest(request, wallMs), wallMs);
}

export interface Body {
  readonly retCode: number;
  readonly retMsg: string;
  readonly result: Record<string, never> & { readonly list?: readonly Record<string, string>[] };
  readonly time: number;
}

export const bodyOf = (reply: Reply): Body => JSON.parse(reply.body) as Body;
export const codeOf = (reply: Reply): number => bodyOf(reply).retCode;

export interface Socket {
  readonly frames: string[];
  readonly closed: number[];
  readonly say: (message: unknown, wallMs?: number) => void;
  readonly line: Line;
}

/** A socket of the venue; answers and pushes land in one list, in their order. */
export function socket(at: Desk, path: string, query = ""): Socket {
  const frames: string[] = [];
  const closed: number[] = [];
  const client: StreamClient = {
    push: (frame) => void frames.push(frame),
    answer: (frame) => void frames.push(frame),
    close: (code) => void closed.push(code),
  };
  const address = { family: "bybit-stream", path, query, headers: {}, address: "127.0.0.1" };
  const line = at.wire.connect(address, client, WALL_MS);
  if ("refused" in line) throw new Error(line.refused);
  const say = (message: unknown, wallMs = WALL_MS): void => {
    const dispatched = line.receive(typeof message === "string" ? message : JSON.stringify(message), wallMs);
    if (dispatched !== null) frames.push(perform(at, dispatched, wallMs).body);
  };
  return { frames, closed, say, line };
}

export const socketLine = (at: Desk): ReturnType<Wire["connect"]> => {
  const client: StreamClient = { push: () => undefined, answer: () => undefined, close: () => undefined };
  const address = { family: "bybit-stream", path: "/v5/private", query: "", headers: {}, address: "127.0.0.1" };
  return at.wire.connect(address, client, WALL_MS);
};

export const authArgs = (expires = WALL_MS + 10_000): readonly [string, number, string] => [
  CREDENTIALS.key,
  expires,
  hmac(`GET/realtime${expires}`),
];
