import type { ExchangeState } from "../../../exchange/state.ts";
import type { Dispatched } from "../../wire.ts";
import { signatureMatches } from "../credentials.ts";
import { fieldsOf, textOf, textsOf } from "../request.ts";
import type { WireSession } from "../session.ts";
import { type Channel, channelOf, hasSymbols, takesAll } from "./channel.ts";
import { type Connection, heard, type Subscription } from "./connection.ts";
import { tradeRequest } from "./trade-request.ts";

/** What a client's message did to its subscriptions: those it asked for anew want to hear how things stand. */
export interface Heard {
  readonly asked: readonly Subscription[];
  readonly dispatched: Dispatched | null;
}

const NOTHING: Heard = { asked: [], dispatched: null };
const DEPTHS = [5, 10, 20];
const AHEAD_MAX_MS = 1_000;
const AGE_MAX_MS = 300_000;

export function receive(
  state: ExchangeState,
  session: WireSession,
  connection: Connection,
  text: string,
  wallMs: number,
): Heard {
  const say = (value: object): Heard => {
    connection.client.answer(JSON.stringify(value));
    return NOTHING;
  };
  const fail = (message: string): Heard => say({ message, event: "error" });
  if (!heard(connection, wallMs)) return fail("Too many requests");
  if (text.toLowerCase() === "ping") return say({ event: "pong" });
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return fail(`Not JSON string：${text.slice(0, 100)}`);
  }
  const event = textOf(message, "event");
  switch (event) {
    case "ping":
      return say({ event: "pong" });
    case "subscribe":
      return subscribe(state, session, connection, message, wallMs);
    case "unsubscribe":
      return unsubscribe(state, session, connection, message);
    case "unsubscribe_all":
      connection.subscriptions.clear();
      return say({ event: "unsubscribe_all", channel: "all" });
    case "list_subscriptions":
      return say({ subscriptions: [...connection.subscriptions.keys()] });
    default: {
      const dispatched = tradeRequest(state, session, connection, event, message, wallMs);
      return dispatched === null ? fail(`Invalid event value "${event.slice(0, 40)}"`) : { asked: [], dispatched };
    }
  }
}

interface Named {
  readonly channels: readonly Channel[];
  readonly symbols: Set<number> | null;
  readonly texts: readonly string[];
}

/** Channels and symbols of a request, or what is wrong with them. */
function readNames(state: ExchangeState, session: WireSession, { door }: Connection, message: unknown): Named | string {
  const field = fieldsOf(message)["channel"];
  const names = typeof field === "string" ? [field] : textsOf(message, "channel");
  const texts = textsOf(message, "symbols");
  if (names === null || names.length === 0) return "Invalid channel values []";
  const channels = names.map((name) => channelOf(door, name));
  const found = channels.filter((channel) => channel !== null);
  if (found.length < names.length) return `Invalid channel values ${JSON.stringify(names.slice(0, 10))}`;
  if (texts === null) return "no valid symbols";
  const all = texts.length === 1 && texts[0]?.toLowerCase() === "all";
  if (all) {
    return found.every(takesAll)
      ? { channels: found, symbols: null, texts }
      : "All symbols subscription is not allowed";
  }
  if (!found.some(hasSymbols)) return { channels: found, symbols: null, texts };
  const known = session.symbols[door.market];
  const symbols = new Set<number>();
  for (const each of texts) {
    const index = known.get(each.toUpperCase());
    if (index !== undefined && state.world.instruments[index] !== undefined) symbols.add(index);
  }
  return symbols.size === 0 ? "no valid symbols" : { channels: found, symbols, texts };
}

function subscribe(
  state: ExchangeState,
  session: WireSession,
  connection: Connection,
  message: unknown,
  wallMs: number,
): Heard {
  const { client, door, subscriptions } = connection;
  const fail = (text: string): Heard => {
    client.answer(JSON.stringify({ message: text, event: "error" }));
    return NOTHING;
  };
  const field = fieldsOf(message)["channel"];
  if (door.private && JSON.stringify(field ?? null).includes('"auth"')) {
    authenticate(session, connection, message, wallMs);
    return NOTHING;
  }
  const named = readNames(state, session, connection, message);
  if (typeof named === "string") return fail(named);
  if (door.private && connection.key === null) return fail("Authentication required");
  const depth = Number(textOf(message, "depth") || "5");
  if (named.channels.some(({ kind }) => kind === "book") && !DEPTHS.includes(depth)) {
    return fail(`Invalid depth: ${textOf(message, "depth").slice(0, 20)}`);
  }
  const asked: Subscription[] = [];
  for (const channel of named.channels) {
    const known = subscriptions.get(channel.name);
    const symbols = named.symbols === null ? null : new Set(named.symbols);
    if (known === undefined) subscriptions.set(channel.name, { channel, symbols, depth });
    else {
      known.symbols = symbols === null || known.symbols === null ? null : new Set([...known.symbols, ...symbols]);
      known.depth = depth;
    }
    asked.push({ channel, symbols, depth });
    client.answer(JSON.stringify({ event: "subscribe", channel: channel.name, symbols: named.texts }));
  }
  return { asked, dispatched: null };
}

/** What was never subscribed to is given up as readily. */
function unsubscribe(state: ExchangeState, session: WireSession, connection: Connection, message: unknown): Heard {
  const { client, subscriptions } = connection;
  const named = readNames(state, session, connection, message);
  if (typeof named === "string") {
    client.answer(JSON.stringify({ message: named, event: "error" }));
    return NOTHING;
  }
  for (const channel of named.channels) {
    const known = subscriptions.get(channel.name);
    if (known !== undefined) {
      const left = named.symbols === null ? null : without(known.symbols ?? everything(state), named.symbols);
      if (left === null || left.size === 0) subscriptions.delete(channel.name);
      else known.symbols = left;
    }
    client.answer(JSON.stringify({ event: "unsubscribe", channel: channel.name, symbols: named.texts }));
  }
  return NOTHING;
}

const without = (symbols: ReadonlySet<number>, gone: ReadonlySet<number>): Set<number> =>
  new Set([...symbols].filter((index) => !gone.has(index)));

const everything = (state: ExchangeState): Set<number> =>
  new Set(state.world.instruments.map((instrument) => instrument.index));

/** A signature over the time, as for a request to the bare address of the sockets. */
function authenticate(session: WireSession, connection: Connection, message: unknown, wallMs: number): void {
  const params = fieldsOf(message)["params"];
  const key = session.keys.get(textOf(params, "key"));
  const timestamp = textOf(params, "signTimestamp");
  const age = /^\d{1,16}$/.test(timestamp) ? wallMs - Number(timestamp) : Number.POSITIVE_INFINITY;
  const text = `GET\n/ws\nsignTimestamp=${timestamp}`;
  const success =
    key !== undefined &&
    age >= -AHEAD_MAX_MS &&
    age <= AGE_MAX_MS &&
    signatureMatches(text, key.secret, textOf(params, "signature"));
  if (success) connection.key = key;
  const data = success ? { success, ts: wallMs } : { success, message: "Authentication failed!", ts: wallMs };
  connection.client.answer(JSON.stringify({ data, channel: "auth" }));
}
