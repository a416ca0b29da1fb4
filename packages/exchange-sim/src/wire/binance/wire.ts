import type { Command } from "../../exchange/command.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Credentials } from "../keys.ts";
import type { Line, Refused, StreamAddress, StreamClient, Trouble, Wire } from "../wire.ts";
import { FAMILIES, restFamily, socketFamily, streamAddress } from "./address.ts";
import { dispatch } from "./dispatch.ts";
import { type BinanceError, ERRORS } from "./reply.ts";
import { routeNames } from "./routes.ts";
import { errorReply } from "./run.ts";
import { createSession, type LimitSettings, liveListenKey, type WireSession } from "./session.ts";
import { eventFrame, openLine, receive, type SocketLine } from "./socket-api/line.ts";
import { type Connection, deliverTopic, onMessage, openConnection } from "./stream/connection.ts";
import { createPublisher } from "./stream/publisher.ts";
import { spotFrames } from "./stream/spot-frames.ts";
import { listenKeyExpiredFrame, type UserFrame, userFrames } from "./stream/user-frames.ts";

/** What Binance takes as a client order id. */
const ORDER_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

const TROUBLES: Readonly<Record<Trouble, BinanceError>> = {
  overloaded: ERRORS.overloaded,
  "status-unknown": ERRORS.statusUnknown,
  "rate-limited": ERRORS.tooManyRequests,
  banned: ERRORS.banned,
  maintenance: ERRORS.maintenance,
  broken: ERRORS.disconnected,
  "too-large": ERRORS.tooLarge,
};

/** Whoever is connected: to the streams, or to a WebSocket API. */
interface Door {
  readonly state: ExchangeState;
  readonly session: WireSession;
  readonly connections: Set<Connection>;
  readonly lines: Set<SocketLine>;
  readonly topicsChanged: () => void;
}

export function openBinance(
  state: ExchangeState,
  credentials: readonly (Credentials & { readonly account?: string })[],
  limits?: LimitSettings,
): Wire {
  const session = createSession(state.world.instruments, credentials, limits);
  const connections = new Set<Connection>();
  const lines = new Set<SocketLine>();
  const publisher = createPublisher(state, session, connections);
  const door: Door = { state, session, connections, lines, topicsChanged: publisher.topicsChanged };
  return {
    venue: "binance",
    families: FAMILIES,
    routes: routeNames().map(([, name, security]) => ({ name, signed: security !== "none" })),
    keys: session.keys,
    rest: ({ family, method, path, query, body, headers, address }, wallMs) => {
      const known = restFamily(family);
      if (known === null) return { kind: "reply", reply: errorReply(ERRORS.notFound) };
      const apiKey = headers["x-mbx-apikey"] ?? null;
      return dispatch(state, session, { family: known, method, path, query, body, apiKey, address }, wallMs);
    },
    trouble: (kind) =>
      errorReply(TROUBLES[kind], kind === "rate-limited" || kind === "banned" ? { "Retry-After": "5" } : {}),
    orderIdOf: ({ query, body }) => {
      const order = new URLSearchParams(`${query}&${body}`).get("newClientOrderId");
      return order !== null && ORDER_ID.test(order) ? order : null;
    },
    connect: (address, client, wallMs) => connect(door, address, client, wallMs),
    publishQuotes: publisher.publishQuotes,
    publishSeconds: (wallMs) => {
      publisher.publishSeconds();
      expireKeys(session, connections, wallMs);
    },
    expireListenKeys: (times, wallMs) => {
      const { size } = session.listenKeys;
      for (const entry of session.listenKeys.values()) entry.expiresMs = wallMs;
      expireKeys(session, connections, wallMs, times);
      return size;
    },
    due: (wallMs) => countedDown(state, session, wallMs),
    tell: (events) => {
      const listeners = [...connections].filter((each) => each.listenKeys.size > 0);
      const subscribers = [...lines].filter((each) => each.subscriptions.active.size > 0);
      const futures = listeners.length === 0 ? [] : events.flatMap((event) => userFrames(state, event));
      const spot = subscribers.length === 0 ? [] : events.flatMap((event) => spotFrames(state, event));
      const sendForced = publisher.forcedOrders(events);
      return () => {
        sendForced();
        sendToOwners(session, listeners, futures);
        sendToSubscribers(subscribers, spot);
      };
    },
  };
}

function connect(door: Door, address: StreamAddress, client: StreamClient, wallMs: number): Line | Refused {
  const family = socketFamily(address.family, address.path);
  if (family !== null) {
    const line = openLine(family, client, address.address, address.query, wallMs);
    door.lines.add(line);
    return {
      receive: (text, heardMs) => receive(door.state, door.session, line, text, heardMs),
      gone: () => void door.lines.delete(line),
    };
  }
  return connectStream(door, address, client, wallMs);
}

function connectStream(
  { session, connections, topicsChanged }: Door,
  { family, path, query }: StreamAddress,
  client: StreamClient,
  wallMs: number,
): Line | Refused {
  const address = streamAddress(family, path, query);
  if (address === null) return { refused: "404 Not Found" };
  const { listenKey } = address;
  if (listenKey !== null && liveListenKey(session, listenKey, wallMs) === null) return { refused: "401 Unauthorized" };
  const connection = openConnection(client, address, session);
  connections.add(connection);
  topicsChanged();
  return {
    receive: (text, heardMs) => {
      if (onMessage(connection, text, session, heardMs)) topicsChanged();
      return null;
    },
    gone: () => {
      connections.delete(connection);
      topicsChanged();
    },
  };
}

function sendToOwners(session: WireSession, listeners: readonly Connection[], frames: readonly UserFrame[]): void {
  for (const connection of listeners) {
    for (const key of connection.listenKeys) {
      const owner = session.listenKeys.get(key)?.account;
      for (const { account, frame } of frames) if (account === owner) deliverTopic(connection, key, frame);
    }
  }
}

function sendToSubscribers(subscribers: readonly SocketLine[], frames: readonly UserFrame[]): void {
  for (const { client, subscriptions } of subscribers) {
    for (const [id, owner] of subscriptions.active) {
      for (const { account, frame } of frames) if (account === owner) client.push(eventFrame(id, frame));
    }
  }
}

function expireKeys(session: WireSession, connections: Iterable<Connection>, wallMs: number, times = 1): void {
  for (const [key, entry] of session.listenKeys) {
    if (entry.expiresMs > wallMs) continue;
    session.listenKeys.delete(key);
    for (const connection of connections) {
      if (!connection.listenKeys.has(key)) continue;
      for (let told = 0; told < times; told++) deliverTopic(connection, key, listenKeyExpiredFrame(key, wallMs));
    }
  }
}

/** Cancels of the countdowns that ran out. */
function countedDown(state: ExchangeState, { countdowns }: WireSession, wallMs: number): readonly Command[] {
  const commands: Command[] = [];
  for (const [key, { account, symbol, dueMs }] of countdowns) {
    if (dueMs > wallMs) continue;
    countdowns.delete(key);
    commands.push({ kind: "cancel-all", venueTimeMs: state.nowMs, account, market: "futures", symbol });
  }
  return commands;
}
