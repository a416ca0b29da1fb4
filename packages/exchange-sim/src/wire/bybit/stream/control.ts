import { signatureMatches } from "../../signature.ts";
import { marketOf } from "../request.ts";
import type { BybitSession } from "../session.ts";
import type { Connection } from "./connection.ts";
import { parsePrivateTopic, parseTopic, type Topic } from "./topic.ts";

/** Names that one request on spot may carry, and letters that any may. */
const SPOT_ARGS_MAX = 10;
const ARGS_LENGTH_MAX = 21_000;

export interface StreamRequest {
  readonly op: string;
  readonly id: string | null;
  readonly args: readonly unknown[];
}

/** What a client said, as far as it is a request at all. */
export function parseRequest(text: string): (StreamRequest & { readonly body: Record<string, unknown> }) | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const body = value as Record<string, unknown>;
  const { op, req_id: id, args } = body;
  return {
    op: typeof op === "string" ? op : "",
    id: typeof id === "string" || typeof id === "number" ? String(id) : null,
    args: Array.isArray(args) ? (args as unknown[]) : [],
    body,
  };
}

/** The answers of the public and the private streams; contracts always name the request, the others where it had a name. */
export function acknowledge(
  { channel, id: connId }: Connection,
  success: boolean,
  message: string,
  { op, id }: Pick<StreamRequest, "op" | "id">,
): string {
  const always = channel.kind === "public" && channel.category !== "spot";
  const named = always || id !== null ? { req_id: id ?? "" } : {};
  return JSON.stringify({ success, ret_msg: message, conn_id: connId, ...named, op });
}

export function pong(connection: Connection, { id }: Pick<StreamRequest, "id">, wallMs: number): string {
  if (connection.channel.kind === "public") return acknowledge(connection, true, "pong", { op: "ping", id });
  const named = id === null ? {} : { req_id: id };
  return JSON.stringify({ ...named, op: "pong", args: [String(wallMs)], conn_id: connection.id });
}

/** A problem with the whole list of names: then none of them is taken. */
function listProblem({ channel, topics }: Connection, args: readonly unknown[]): string | null {
  if (args.length === 0 || !args.every((each) => typeof each === "string")) return "error:args is empty or no list";
  if (channel.kind !== "public") return null;
  if (channel.category === "spot" && args.length > SPOT_ARGS_MAX) return `args size >${SPOT_ARGS_MAX}`;
  const length = [...topics.keys(), ...args].reduce((sum, each) => sum + each.length, 0);
  return length > ARGS_LENGTH_MAX ? `args length >${ARGS_LENGTH_MAX}` : null;
}

export type Subscribed = { readonly problem: string } | { readonly added: readonly Topic[] };

/** All names or none. */
export function subscribe(connection: Connection, session: BybitSession, args: readonly unknown[]): Subscribed {
  const wrong = listProblem(connection, args);
  if (wrong !== null) return { problem: wrong };
  const names = args as readonly string[];
  return connection.channel.kind === "public"
    ? subscribePublic(connection, session, names)
    : subscribePrivate(connection, names);
}

function subscribePublic(connection: Connection, session: BybitSession, names: readonly string[]): Subscribed {
  const market = connection.channel.kind === "public" ? marketOf(connection.channel.category) : null;
  const found = new Map<string, Topic>();
  for (const name of names) {
    if (connection.topics.has(name)) return { problem: `error:already subscribed,topic:${name}` };
    const topic = market === null ? "unknown-symbol" : parseTopic(name, market, session.symbols);
    if (topic === "unknown-topic") return { problem: `error:handler not found,topic:${name}` };
    if (topic === "unknown-symbol") return { problem: `Invalid symbol :[${name}]` };
    found.set(name, topic);
  }
  for (const [name, topic] of found) connection.topics.set(name, topic);
  return { added: [...found.values()] };
}

function subscribePrivate(connection: Connection, names: readonly string[]): Subscribed {
  if (connection.account === null) return { problem: "Request not authorized" };
  for (const name of names) {
    if (parsePrivateTopic(name) === null) return { problem: `error:handler not found,topic:${name}` };
    if (connection.news.has(name)) return { problem: `error:already subscribed,topic:${name}` };
  }
  for (const name of names) connection.news.add(name);
  return { added: [] };
}

export function unsubscribe(connection: Connection, args: readonly unknown[]): void {
  for (const name of args) {
    if (typeof name !== "string") continue;
    connection.topics.delete(name);
    connection.news.delete(name);
  }
}

export type AuthProblem = "parameters" | "expired" | "key" | "sign" | "again";

/** `GET/realtime` and the moment until which the signature counts. Null is good. */
export function authenticate(
  connection: Connection,
  session: BybitSession,
  args: readonly unknown[],
  wallMs: number,
): AuthProblem | null {
  const [name, expires, sign] = args;
  if (connection.account !== null) return "again";
  const until = typeof expires === "number" ? String(expires) : expires;
  if (typeof name !== "string" || typeof until !== "string" || typeof sign !== "string") return "parameters";
  if (!/^\d{1,16}$/.test(until)) return "parameters";
  if (Number(until) <= wallMs) return "expired";
  const key = session.keys.get(name);
  if (key === undefined) return "key";
  if (!signatureMatches(`GET/realtime${until}`, key.secret, sign)) return "sign";
  connection.account = key.account;
  connection.apiKey = name;
  return null;
}
