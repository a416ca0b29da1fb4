import type { ExchangeEvent } from "../../exchange/event.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Credentials } from "../keys.ts";
import type { Trouble, Wire } from "../wire.ts";
import { doorAt, FAMILIES } from "./address.ts";
import { dispatch, routeNames } from "./dispatch.ts";
import { ERRORS, errorReply, type PoloniexError } from "./reply.ts";
import { readJson, textOf } from "./request.ts";
import { createSession } from "./session.ts";
import { dueCancellations } from "./spot/kill-switch.ts";
import { type Connection, openConnection, wants } from "./stream/connection.ts";
import { receive } from "./stream/control.ts";
import { createPublisher } from "./stream/publisher.ts";
import { spotFrames } from "./stream/spot-frames.ts";
import { futuresFrames, liquidationFrame, type UserFrame } from "./stream/user-frames.ts";

const ORDER_ID = /^[A-Za-z0-9_-]{1,64}$/;

const TROUBLES: Readonly<Record<Trouble, PoloniexError>> = {
  overloaded: ERRORS.overloaded,
  "status-unknown": ERRORS.timedOut,
  "rate-limited": ERRORS.tooManyRequests,
  banned: ERRORS.banned,
  maintenance: ERRORS.maintenance,
  broken: ERRORS.broken,
  "too-large": ERRORS.tooLarge,
};

export function openPoloniex(
  state: ExchangeState,
  credentials: readonly (Credentials & { readonly account?: string })[],
  limitFactor?: number,
): Wire {
  const session = createSession(state.world.instruments, credentials, limitFactor);
  const connections = new Set<Connection>();
  const publisher = createPublisher(state, session, connections);
  return {
    venue: "poloniex",
    families: FAMILIES,
    routes: routeNames().map(([name, security]) => ({ name, signed: security === "signed" })),
    keys: session.keys,
    rest: (request, wallMs) => dispatch(state, session, request, wallMs),
    trouble: (kind) => errorReply(TROUBLES[kind], "spot"),
    orderIdOf: ({ body }) => {
      const json = readJson(body);
      const named = json.ok ? textOf(json.value, "clOrdId") || textOf(json.value, "clientOrderId") : "";
      return ORDER_ID.test(named) ? named : null;
    },
    connect: ({ path }, client, wallMs) => {
      const door = doorAt(path);
      if (door === null) return { refused: "404 Not Found" };
      const connection = openConnection(client, door, wallMs);
      connections.add(connection);
      return {
        receive: (text, nowMs) => {
          const { asked, dispatched } = receive(state, session, connection, text, nowMs);
          publisher.greet(connection, asked);
          return dispatched;
        },
        gone: () => void connections.delete(connection),
      };
    },
    due: (wallMs) => dueCancellations(state, session, wallMs),
    publishQuotes: publisher.publishQuotes,
    publishSeconds: publisher.publishSeconds,
    tell: (events) => {
      const listening = [...connections].filter(({ door, key }) => !door.private || key !== null);
      if (listening.length === 0) return () => undefined;
      const frames = framesOf(state, events);
      return () => deliver(listening, frames);
    },
  };
}

interface Frames {
  readonly spot: readonly UserFrame[];
  readonly futures: readonly UserFrame[];
  readonly open: readonly UserFrame[];
}

function framesOf(state: ExchangeState, events: readonly ExchangeEvent[]): Frames {
  const byAccount = new Map<string, ExchangeEvent[]>();
  const open: UserFrame[] = [];
  for (const event of events) {
    const name = event.kind === "order" ? event.order.account : event.account;
    const known = byAccount.get(name);
    if (known === undefined) byAccount.set(name, [event]);
    else known.push(event);
    const liquidation = liquidationFrame(state, event);
    if (liquidation !== null) open.push(liquidation);
  }
  const [spot, futures]: [UserFrame[], UserFrame[]] = [[], []];
  for (const [name, own] of byAccount) {
    const account = state.accounts.get(name);
    if (account === undefined) continue;
    spot.push(...own.flatMap((event) => spotFrames(state, account, event)));
    futures.push(...futuresFrames(state, account, own));
  }
  return { spot, futures, open };
}

function deliver(listening: readonly Connection[], { spot, futures, open }: Frames): void {
  for (const { client, door, key, subscriptions } of listening) {
    const frames = door.private ? (door.market === "spot" ? spot : futures) : door.market === "futures" ? open : [];
    for (const { account, channel, index, frame } of frames) {
      const subscription = subscriptions.get(channel);
      if (subscription === undefined || (door.private && account !== key?.account)) continue;
      if (index === null || wants(subscription, index)) client.push(frame);
    }
  }
}
