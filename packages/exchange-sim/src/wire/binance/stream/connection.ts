import type { StreamClient } from "../../wire.ts";
import type { BinanceStreamAddress } from "../address.ts";
import type { WireSession } from "../session.ts";
import { acknowledged, combined, listed, parseStreamRequest, property } from "./control.ts";
import { parseTopic, type StreamFamily, type Topic } from "./topic.ts";

export const TOPICS_MAX = 1_024;
/** What a client may say in one second of wall time before it is shown out. */
const MESSAGES_MAX = { spot: 5, futures: 10 } as const;
const SECOND_MS = 1_000;
/** The close code of a broken rule. */
const POLICY_VIOLATION = 1_008;

/** One client's open socket and what it asked for. */
export interface Connection {
  readonly client: StreamClient;
  readonly family: StreamFamily;
  combined: boolean;
  readonly topics: Map<string, Topic>;
  /** Names this door does not have: acknowledged, listed, and silent. */
  readonly silent: Set<string>;
  /** What is asked for on the private door, live or not: a key that opens nothing is silent. */
  readonly listenKeys: Set<string>;
  /** When the latest messages came, oldest first. */
  readonly heardMs: number[];
}

export function openConnection(client: StreamClient, address: BinanceStreamAddress, session: WireSession): Connection {
  const connection: Connection = {
    client,
    family: address.family,
    combined: address.combined,
    topics: new Map(),
    silent: new Set(),
    listenKeys: new Set(address.listenKey === null ? [] : [address.listenKey]),
    heardMs: [],
  };
  subscribe(connection, address.names, session);
  return connection;
}

function subscribe(connection: Connection, names: readonly string[], session: WireSession): void {
  for (const name of names) {
    if (connection.topics.size + connection.silent.size + connection.listenKeys.size >= TOPICS_MAX) return;
    if (connection.family === "futures-private") {
      connection.listenKeys.add(name);
      continue;
    }
    const topic = parseTopic(connection.family, name, session.symbols);
    if (topic === null) connection.silent.add(name);
    else connection.topics.set(name, topic);
  }
}

/** Whether a client talks more than it may. */
function isTooLoud({ family, heardMs }: Connection, wallMs: number): boolean {
  heardMs.push(wallMs);
  while ((heardMs[0] ?? wallMs) <= wallMs - SECOND_MS) heardMs.shift();
  return heardMs.length > MESSAGES_MAX[family === "spot" ? "spot" : "futures"];
}

/** What a client said. Returns whether its topics changed. */
export function onMessage(connection: Connection, text: string, session: WireSession, wallMs: number): boolean {
  if (isTooLoud(connection, wallMs)) {
    connection.client.close(POLICY_VIOLATION, "Too many requests");
    return false;
  }
  const request = parseStreamRequest(text);
  if (request.kind === "bad") {
    connection.client.answer(request.reply);
    return false;
  }
  if (request.kind === "list") {
    const names = [...connection.topics.keys(), ...connection.silent, ...connection.listenKeys];
    connection.client.answer(listed(names, request.id));
    return false;
  }
  if (request.kind === "property") {
    connection.client.answer(property(connection.combined, request.id));
    return false;
  }
  if (request.kind === "set-property") {
    connection.combined = request.combined;
    connection.client.answer(acknowledged(request.id));
    return false;
  }
  if (request.kind === "subscribe") subscribe(connection, request.names, session);
  else {
    for (const name of request.names) {
      connection.topics.delete(name);
      connection.silent.delete(name);
      connection.listenKeys.delete(name);
    }
  }
  connection.client.answer(acknowledged(request.id));
  return true;
}

export const deliverTopic = ({ client, combined: wrapped }: Connection, name: string, frame: string): void =>
  client.push(wrapped ? combined(name, frame) : frame);
