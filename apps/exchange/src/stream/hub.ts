import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Verdict } from "@evenkeel/exchange-sim";
import type { Dispatched, Line, StreamClient } from "@evenkeel/exchange-sim/wire";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { isServing, judge } from "../fault/layer.ts";
import { nestsTooDeep } from "../http/depth.ts";
import { familyAt, hostName } from "../http/family.ts";
import { headersOf } from "../http/headers.ts";
import { perform } from "../perform.ts";
import { familiesOf, type Station, stationOf } from "../station.ts";
import { keepAlive } from "./heartbeat.ts";

const MESSAGE_BYTES_MAX = 256_000;
/** The close code of a server that broke on a message. */
const INTERNAL_ERROR = 1_011;
const CONNECTIONS_MAX = 2_000;
/** A reader this far behind is cut off: its backlog must not become our memory. */
const BACKLOG_BYTES_MAX = 4_000_000;

/** Every open stream of every venue. */
export interface Hub {
  readonly open: number;
  upgrade(forced: string | null, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every connection without a word, as a broken network would. */
  cut(): number;
  close(): void;
}

export function createHub(stations: readonly Station[]): Hub {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  const sockets = new Set<WebSocket>();
  const families = familiesOf(stations);

  for (const { venue, wire, faults } of stations) {
    // Nobody hears of a fill before the command behind it is on the disk.
    venue.onEvents((events) => {
      const tell = wire.tell(events, faults.clock.now());
      venue.whenDurable(() => faults.zero.sparing(tell));
    });
  }

  return {
    get open() {
      return sockets.size;
    },
    upgrade: (forced, request, socket, head) => {
      socket.on("error", () => socket.destroy());
      const [path = "", query = ""] = (request.url ?? "/").split("?");
      const family = forced ?? familyAt(families, "stream", hostName(request.headers.host), path);
      const station = family === null ? undefined : stationOf(stations, family);
      if (family === null || station === undefined) return refuse(socket, "404 Not Found");
      if (sockets.size >= CONNECTIONS_MAX || !isServing(station.faults))
        return refuse(socket, "503 Service Unavailable");
      const { faults } = station;
      const client = createClient((each, direct) => faults.streams.open(each, direct));
      const gone = (): void => faults.streams.gone(client);
      const from = request.socket.remoteAddress ?? "";
      const address = { family, path, query, headers: headersOf(request), address: from };
      const line = station.wire.connect(address, client, faults.clock.now());
      if ("refused" in line) {
        gone();
        return refuse(socket, line.refused);
      }
      server.handleUpgrade(request, socket, head, (open) => {
        sockets.add(open);
        open.on("close", () => {
          sockets.delete(open);
          gone();
        });
        const life = families.find(({ name }) => name === family)?.life;
        if (life !== undefined) open.on("close", keepAlive(open, life));
        serve(station, open, client, line);
      });
      // A client that vanished in the middle of the handshake never opens, and never closes either.
      socket.once("close", () => {
        if (client.socket !== null) return;
        line.gone();
        gone();
      });
    },
    cut: () => {
      const count = sockets.size;
      for (const socket of sockets) socket.terminate();
      return count;
    },
    close: () => {
      for (const socket of sockets) socket.close(1001);
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

interface OpenClient extends StreamClient {
  /** Null until the handshake is through. */
  socket: WebSocket | null;
}

type Between = (client: StreamClient, direct: (frame: string) => void) => (frame: string) => void;

/** `between` is what stands between a pushed frame and the socket. */
export function createClient(between: Between): OpenClient {
  const send = (frame: string): void => {
    const { socket } = client;
    if (socket === null || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > BACKLOG_BYTES_MAX) socket.terminate();
    else socket.send(frame);
  };
  const client: OpenClient = {
    socket: null,
    push: send,
    answer: send,
    close: (code, reason) => client.socket?.close(code, reason),
  };
  client.push = between(client, send);
  return client;
}

function serve(station: Station, socket: WebSocket, client: OpenClient, line: Line): void {
  client.socket = socket;
  const hear = (text: string): void => {
    station.venue.tick();
    const dispatched: Dispatched | null = line.receive(text, station.faults.clock.now());
    if (dispatched === null) return;
    const verdict: Verdict = dispatched.kind === "commands" ? judge(station.faults, true) : { kind: "pass" };
    if (verdict.kind === "break" && !verdict.done) return socket.terminate();
    if (verdict.kind === "trouble" && !verdict.done) return;
    const reply = perform(station, dispatched);
    station.venue.whenDurable(() => {
      if (verdict.kind === "break") socket.terminate();
      // Trouble has a body for REST only: on a stream it is an answer that never comes.
      else if (verdict.kind === "pass") client.answer(reply.body);
    });
  };
  socket.on("message", (data: RawData) => {
    const text = Buffer.isBuffer(data) ? data.toString("utf8") : "";
    try {
      // What nests too deep is no request anywhere: the venue is shown something else that is none.
      hear(nestsTooDeep(text) ? "" : text);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      socket.close(INTERNAL_ERROR);
    }
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => line.gone());
}
