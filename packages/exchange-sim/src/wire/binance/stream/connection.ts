import type { StreamClient } from "../../wire.ts";
import type { BinanceStreamAddress } from "../address.ts";
import type { WireSession } from "../session.ts";
import { acknowledged, combined, listed, parseStreamRequest } from "./control.ts";
import { parseTopic, type StreamFamily, type Topic } from "./topic.ts";

export const TOPICS_MAX = 1_024;

/** One client's open socket and what it asked for. */
export interface Connection {
  readonly client: StreamClient;
  readonly family: StreamFamily;
  readonly combined: boolean;
  readonly topics: Map<string, Topic>;
  /** Names this door does not have: acknowledged, listed, and silent. */
  readonly silent: Set<string>;
  readonly listenKey: string | null;
}

export function openConnection(client: StreamClient, address: BinanceStreamAddress, session: WireSession): Connection {
  const connection: Connection = {
    client,
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
    connection.client.answer(request.reply);
    return false;
  }
  if (request.kind === "list") {
    connection.client.answer(listed([...connection.topics.keys(), ...connection.silent], request.id));
    return false;
  }
  if (request.kind === "subscribe") subscribe(connection, request.names, session);
  else {
    for (const name of request.names) {
      connection.topics.delete(name);
      connection.silent.delete(name);
    }
  }
  connection.client.answer(acknowledged(request.id));
  return true;
}

export const deliverTopic = ({ client, combined: wrapped }: Connection, name: string, frame: string): void =>
  client.push(wrapped ? combined(name, frame) : frame);
