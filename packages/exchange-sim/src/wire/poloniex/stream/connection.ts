import type { HeldKey } from "../../keys.ts";
import type { StreamClient } from "../../wire.ts";
import type { Door } from "../address.ts";
import type { Channel } from "./channel.ts";

/** A client that says nothing for so long is let go, whatever it is sent. */
export const SILENCE_MAX_MS = 30_000;
export const REQUESTS_PER_SECOND = 500;

export interface Subscription {
  readonly channel: Channel;
  /** Instruments by index; null is all of them. */
  symbols: Set<number> | null;
  /** Of a whole book. */
  depth: number;
}

/** One client's open socket and what it asked for. Bounded by the channels and the symbols there are. */
export interface Connection {
  readonly client: StreamClient;
  readonly door: Door;
  readonly subscriptions: Map<string, Subscription>;
  key: HeldKey | null;
  heardMs: number;
  second: number;
  requests: number;
}

export const openConnection = (client: StreamClient, door: Door, wallMs: number): Connection => ({
  client,
  door,
  subscriptions: new Map(),
  key: null,
  heardMs: wallMs,
  second: 0,
  requests: 0,
});

/** Counts what a client says; false is one too many in this second. */
export function heard(connection: Connection, wallMs: number): boolean {
  const second = Math.floor(wallMs / 1_000);
  if (connection.second !== second) {
    connection.second = second;
    connection.requests = 0;
  }
  connection.heardMs = wallMs;
  connection.requests += 1;
  return connection.requests <= REQUESTS_PER_SECOND;
}

export const wants = ({ symbols }: Subscription, index: number): boolean => symbols === null || symbols.has(index);
