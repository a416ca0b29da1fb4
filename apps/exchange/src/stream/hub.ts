import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  listenKeyExpiredFrame,
  liveListenKey,
  userFrames,
  type WireSession,
} from "@evenkeel/exchange-sim/wire/binance";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { hostName, type StreamAddress, streamAddress } from "../http/family.ts";
import type { ApiFamily } from "../options.ts";
import type { Venue } from "../venue.ts";
import { type Connection, deliver, deliverTopic, onMessage, openConnection } from "./connection.ts";
import { createPublisher, type Publisher } from "./publisher.ts";

const MESSAGE_BYTES_MAX = 64_000;
const CONNECTIONS_MAX = 2_000;

/** Every open stream. */
export interface Hub {
  readonly connections: ReadonlySet<Connection>;
  readonly publisher: Publisher;
  upgrade(forced: ApiFamily | null, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  expireListenKeys(wallMs: number): void;
  /** Ends every connection without a word, as a broken network would. */
  cut(): number;
  close(): void;
}

export function createHub(venue: Venue, session: WireSession): Hub {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  const connections = new Set<Connection>();
  const publisher = createPublisher(venue, session, connections);

  const accept = (socket: WebSocket, address: StreamAddress): void => {
    const connection = openConnection(socket, address, session);
    connections.add(connection);
    publisher.topicsChanged();
    socket.on("message", (data: RawData) => {
      const text = Buffer.isBuffer(data) ? data.toString("utf8") : "";
      if (onMessage(connection, text, session)) publisher.topicsChanged();
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      connections.delete(connection);
      publisher.topicsChanged();
    });
  };

  venue.onEvents((events) => {
    const listeners = [...connections].filter((each) => each.listenKey !== null);
    if (listeners.length === 0) return;
    const frames = events.flatMap((event) => userFrames(venue.state, event));
    // Nobody hears of a fill before the command behind it is on the disk.
    venue.whenDurable(() => sendToOwners(session, listeners, frames));
  });

  return {
    connections,
    publisher,
    upgrade: (forced, request, socket, head) => {
      socket.on("error", () => socket.destroy());
      const address = streamAddress(forced, hostName(request.headers.host), request.url ?? "/");
      const refusal = refuse(session, address, connections.size);
      if (address === null || refusal !== null) {
        socket.end(`HTTP/1.1 ${refusal ?? "404 Not Found"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => accept(client, address));
    },
    expireListenKeys: (wallMs) => expireKeys(session, connections, wallMs),
    cut: () => {
      const count = connections.size;
      for (const { socket } of connections) socket.terminate();
      return count;
    },
    close: () => {
      for (const { socket } of connections) socket.close(1001);
      server.close();
    },
  };
}

function refuse(session: WireSession, address: StreamAddress | null, open: number): string | null {
  if (address === null) return "404 Not Found";
  if (open >= CONNECTIONS_MAX) return "503 Service Unavailable";
  if (address.family !== "futures-private") return null;
  return liveListenKey(session, address.listenKey ?? "", Date.now()) === null ? "401 Unauthorized" : null;
}

function sendToOwners(
  session: WireSession,
  listeners: readonly Connection[],
  frames: readonly { readonly account: string; readonly frame: string }[],
): void {
  for (const connection of listeners) {
    const key = connection.listenKey ?? "";
    const owner = session.listenKeys.get(key)?.account;
    for (const { account, frame } of frames) if (account === owner) deliverTopic(connection, key, frame);
  }
}

function expireKeys(session: WireSession, connections: Iterable<Connection>, wallMs: number): void {
  for (const [key, entry] of session.listenKeys) {
    if (entry.expiresMs > wallMs) continue;
    session.listenKeys.delete(key);
    for (const connection of connections) {
      if (connection.listenKey === key) deliver(connection, listenKeyExpiredFrame(key, wallMs));
    }
  }
}
