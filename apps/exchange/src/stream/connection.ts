import {
  acknowledged,
  combined,
  listed,
  parseStreamRequest,
  parseTopic,
  type StreamFamily,
  type Topic,
  type WireSession,
} from "@evenkeel/exchange-sim/wire/binance";
import type { WebSocket } from "ws";
import type { StreamAddress } from "../http/family.ts";

/** A reader this far behind is cut off: its backlog must not become our memory. */
const BACKLOG_BYTES_MAX = 4_000_000;
export const TOPICS_MAX = 1_024;

/** One client's open socket and what it asked for. */
export interface Connection {
  readonly socket: WebSocket;
  readonly family: StreamFamily;
  readonly combined: boolean;
  readonly topics: Map<string, Topic>;
  /** Names this door does not have: acknowledged, listed, and silent. */
  readonly silent: Set<string>;
  readonly listenKey: string | null;
}

export function openConnection(socket: WebSocket, address: StreamAddress, session: WireSession): Connection {
  const connection: Connection = {
    socket,
    family: address.family,
    combined: address.combined,
    topics: new Map(),
    silent: new Set(),
    listenKey: address.listenKey,
  };
  subscribe(connection, address.names, session);
  return connection;
}

function subscribe(connection: Connection, names: readonly string[], session: WireSession): void {
  for (const name of names) {
    if (connection.topics.size + connection.silent.size >= TOPICS_MAX) return;
    const topic = parseTopic(connection.family, name, session.symbols);
    if (topic === null) connection.silent.add(name);
    else connection.topics.set(name, topic);
  }
}

/** What a client said. Returns whether its topics changed. */
export function onMessage(connection: Connection, text: string, session: WireSession): boolean {
  const request = parseStreamRequest(text);
  if (request.kind === "bad") {
    deliver(connection, request.reply);
    return false;
  }
  if (request.kind === "list") {
    deliver(connection, listed([...connection.topics.keys(), ...connection.silent], request.id));
    return false;
  }
  if (request.kind === "subscribe") subscribe(connection, request.names, session);
  else {
    for (const name of request.names) {
      connection.topics.delete(name);
      connection.silent.delete(name);
    }
  }
  deliver(connection, acknowledged(request.id));
  return true;
}

export function deliver(connection: Connection, frame: string): void {
  const { socket } = connection;
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > BACKLOG_BYTES_MAX) socket.terminate();
  else socket.send(frame);
}

export const deliverTopic = (connection: Connection, name: string, frame: string): void =>
  deliver(connection, connection.combined ? combined(name, frame) : frame);
