import type { ExchangeState } from "../../exchange/state.ts";
import type { Credentials } from "../keys.ts";
import type { Line, Refused, StreamAddress, StreamClient, Trouble, Wire } from "../wire.ts";
import { FAMILIES, USER_STREAM_FAMILY } from "./address.ts";
import { dispatch, routeNames } from "./dispatch.ts";
import { chargeConnection } from "./limits.ts";
import { recordFills } from "./market/tape.ts";
import { rememberEdits } from "./order/edits.ts";
import { type CoinbaseError, ERRORS, errorReply } from "./reply.ts";
import { readBody } from "./request.ts";
import { createSession, type LimitSettings } from "./session.ts";
import { type Connection, openConnection, pushFrame } from "./stream/connection.ts";
import { createPublisher } from "./stream/publisher.ts";
import { type Desk, onMessage } from "./stream/subscribe.ts";
import { userEvents } from "./stream/user-frames.ts";

const TROUBLES: Readonly<Record<Trouble, CoinbaseError>> = {
  overloaded: ERRORS.unavailable,
  "status-unknown": ERRORS.deadline,
  "rate-limited": ERRORS.tooManyRequests,
  banned: ERRORS.tooManyRequests,
  maintenance: ERRORS.unavailable,
  broken: ERRORS.internal,
  "too-large": ERRORS.tooLarge,
};

/** What a log may show of a client's order id. */
const SHOWN_ID = /^[!-~]{1,128}$/;

export function openCoinbase(
  state: ExchangeState,
  credentials: readonly (Credentials & { readonly account?: string })[],
  limits?: LimitSettings,
): Wire {
  const session = createSession(state, credentials, limits);
  const connections = new Set<Connection>();
  const publisher = createPublisher(state, session, connections);
  const desk: Desk = { state, session, publishTrades: publisher.publishTrades };
  return {
    venue: "coinbase",
    families: FAMILIES,
    routes: routeNames().map(([name, access]) => ({ name, signed: access !== "public" && access !== "app" })),
    keys: session.keys,
    rest: (request, wallMs) => dispatch(state, session, request, wallMs),
    trouble: (kind) => errorReply(TROUBLES[kind]),
    orderIdOf: ({ body }) => {
      const id = readBody(body)?.["client_order_id"];
      return typeof id === "string" && SHOWN_ID.test(id) ? id : null;
    },
    connect: (address, client, wallMs) => connect(desk, connections, publisher.changed, address, client, wallMs),
    publishQuotes: publisher.publishQuotes,
    publishSeconds: publisher.publishSeconds,
    tell: (events, wallMs) => {
      rememberEdits(session.edits, state.world, events);
      recordFills(state, session, events);
      const listeners = [...connections].filter(({ user }) => user !== null);
      if (listeners.length === 0) return () => undefined;
      const accounts = new Set(listeners.flatMap(({ user }) => (user === null ? [] : [user.account])));
      const found = userEvents(state, session, accounts, events);
      return () => {
        for (const connection of listeners) {
          for (const { account, product, timeMs, event } of found) {
            const { user } = connection;
            if (user?.account !== account || (user.products.size > 0 && !user.products.has(product))) continue;
            pushFrame(connection, "user", timeMs, event, wallMs);
          }
        }
      };
    },
  };
}

function connect(
  desk: Desk,
  connections: Set<Connection>,
  changed: () => void,
  { family, path, address }: StreamAddress,
  client: StreamClient,
  wallMs: number,
): Line | Refused {
  if (path !== "/" && path !== "") return { refused: "404 Not Found" };
  if (!chargeConnection(desk.session, address, wallMs)) return { refused: "429 Too Many Requests" };
  const connection = openConnection(client, address, family === USER_STREAM_FAMILY, wallMs);
  connections.add(connection);
  return {
    receive: (text, now) => {
      if (onMessage(desk, connection, text, now)) changed();
      return null;
    },
    gone: () => {
      connections.delete(connection);
      changed();
    },
  };
}
