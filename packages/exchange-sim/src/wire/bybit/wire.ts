import type { ExchangeEvent } from "../../exchange/event.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Credentials } from "../keys.ts";
import type { Dispatched, Line, Refused, StreamAddress, StreamClient, Trouble, Wire } from "../wire.ts";
import { channelAt, FAMILIES } from "./address.ts";
import { dispatch } from "./dispatch.ts";
import { connectsTooOften } from "./limits.ts";
import { type BybitError, ERRORS, errorReply } from "./reply.ts";
import { ROUTES } from "./rest/routes.ts";
import { type BybitLimits, type BybitSession, createSession } from "./session.ts";
import { type Connection, openConnection } from "./stream/connection.ts";
import {
  type AuthProblem,
  acknowledge,
  authenticate,
  parseRequest,
  pong,
  subscribe,
  unsubscribe,
} from "./stream/control.ts";
import { newsFrame, newsOf } from "./stream/news.ts";
import { createPublisher, type Publisher } from "./stream/publisher.ts";
import { parsePrivateTopic } from "./stream/topic.ts";
import { receiveTrade } from "./stream/trade.ts";

const TROUBLES: Readonly<Record<Trouble, BybitError>> = {
  overloaded: ERRORS.overloaded,
  "status-unknown": ERRORS.timeout,
  "rate-limited": ERRORS.tooMany,
  banned: ERRORS.banned,
  maintenance: ERRORS.restarting,
  broken: ERRORS.server,
  "too-large": ERRORS.tooLarge,
};

const LINK_ID = /"orderLinkId"\s*:\s*"([A-Za-z0-9_-]{1,36})"/;

export function openBybit(
  state: ExchangeState,
  credentials: readonly (Credentials & { readonly account?: string })[],
  limits?: BybitLimits,
): Wire {
  const session = createSession(state.world.instruments, credentials, limits);
  const connections = new Set<Connection>();
  const publisher = createPublisher(state, session, connections);
  return {
    venue: "bybit",
    families: FAMILIES,
    routes: Object.entries(ROUTES).map(([name, { security }]) => ({ name, signed: security === "signed" })),
    keys: session.keys,
    rest: (request, wallMs) => dispatch(state, session, request, wallMs),
    trouble: (kind, _family, wallMs) => errorReply(TROUBLES[kind], {}, wallMs),
    orderIdOf: ({ body }) => LINK_ID.exec(body)?.[1] ?? null,
    connect: (address, client, wallMs) => connect(state, session, connections, publisher, address, client, wallMs),
    publishQuotes: publisher.publishQuotes,
    publishSeconds: (wallMs) => {
      publisher.publishSeconds();
      endSilent(connections, wallMs);
    },
    tell: (events) => {
      const toPublic = publisher.tell(events);
      const toOwners = tellOwners(state, connections, events);
      return () => {
        toPublic();
        toOwners();
      };
    },
  };
}

function connect(
  state: ExchangeState,
  session: BybitSession,
  connections: Set<Connection>,
  publisher: Publisher,
  { path, query, address }: StreamAddress,
  client: StreamClient,
  wallMs: number,
): Line | Refused {
  const channel = channelAt(path);
  if (channel === null) return { refused: "404 Not Found" };
  if (connectsTooOften(session, address, wallMs)) return { refused: "403 Forbidden" };
  const connection = openConnection(session, client, channel, query, wallMs);
  connections.add(connection);
  return {
    receive: (text, nowMs) => {
      connection.lastHeardMs = nowMs;
      return receive(state, session, connection, publisher, text, nowMs);
    },
    gone: () => {
      connections.delete(connection);
      publisher.topicsChanged();
    },
  };
}

const AUTH_MESSAGES: Readonly<Record<AuthProblem, string>> = {
  parameters: "Params Error",
  expired: "Params Error: expires time is in the past",
  key: "API key is invalid.",
  sign: "Error sign, please check your signature generation algorithm.",
  again: "Repeat auth",
};

function receive(
  state: ExchangeState,
  session: BybitSession,
  connection: Connection,
  publisher: Publisher,
  text: string,
  wallMs: number,
): Dispatched | null {
  const request = parseRequest(text);
  const { client, channel } = connection;
  if (request === null) {
    client.answer(acknowledge(connection, false, "error:invalid json", { op: "", id: null }));
    return null;
  }
  if (channel.kind === "trade") return receiveTrade(state, session, connection, request.body, wallMs);
  if (request.op === "ping") client.answer(pong(connection, request, wallMs));
  else if (request.op === "auth" && channel.kind === "private") {
    const problem = authenticate(connection, session, request.args, wallMs);
    client.answer(acknowledge(connection, problem === null, problem === null ? "" : AUTH_MESSAGES[problem], request));
  } else if (request.op === "subscribe") {
    const subscribed = subscribe(connection, session, request.args);
    const problem = "problem" in subscribed ? subscribed.problem : null;
    const said = channel.kind === "public" && channel.category === "spot" ? "subscribe" : "";
    client.answer(acknowledge(connection, problem === null, problem ?? said, request));
    if ("added" in subscribed && subscribed.added.length > 0) {
      publisher.welcome(connection, subscribed.added, wallMs);
      publisher.topicsChanged();
    }
  } else if (request.op === "unsubscribe") {
    unsubscribe(connection, request.args);
    publisher.topicsChanged();
    client.answer(acknowledge(connection, true, "", request));
  } else client.answer(acknowledge(connection, false, "error:invalid op", request));
  return null;
}

/** Frames are made at once, from the state behind the events, and sent under every name their topic was asked for. */
function tellOwners(
  state: ExchangeState,
  connections: ReadonlySet<Connection>,
  events: readonly ExchangeEvent[],
): () => void {
  const readers = [...connections].filter(({ news, account }) => account !== null && news.size > 0);
  if (readers.length === 0) return () => undefined;
  const owners = new Set(readers.map(({ account }) => account));
  const told: { readonly connection: Connection; readonly frame: string }[] = [];
  for (const event of events) {
    if (!owners.has(event.kind === "order" ? event.order.account : event.account)) continue;
    for (const news of newsOf(state, event)) {
      const account = state.accounts.get(news.account);
      for (const connection of readers) {
        if (connection.account !== news.account) continue;
        for (const name of connection.news) {
          const asked = parsePrivateTopic(name);
          if (asked?.topic !== news.topic) continue;
          if (asked.category !== null && asked.category !== news.category) continue;
          told.push({ connection, frame: newsFrame(account, name, news) });
        }
      }
    }
  }
  return () => {
    for (const { connection, frame } of told) {
      connection.client.push(frame);
    }
  };
}

/** Private sockets that say nothing for their time are ended; public ones are kept alive by what they are sent. */
function endSilent(connections: ReadonlySet<Connection>, wallMs: number): void {
  for (const { client, channel, lastHeardMs, silentMsMax } of connections) {
    if (channel.kind !== "public" && wallMs - lastHeardMs > silentMsMax) client.close(1000, "");
  }
}
