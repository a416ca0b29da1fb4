import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Socket, type Server as TcpServer } from "node:net";
import type { Duplex } from "node:stream";
import type { Identity } from "../tls/certificate.ts";

const LOOPBACK = "127.0.0.1";
const HANDSHAKE = 0x16;
/** Whoever connects must say something within this time. */
const SILENCE_MS_MAX = 30_000;

export interface Listening {
  readonly port: number;
  /** Takes nobody new; resolves when everybody has gone. */
  close(): Promise<void>;
  closeIdleConnections(): void;
  closeAllConnections(): void;
}

export interface Answering {
  readonly request: RequestListener;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Listens on this machine only. With an identity the port speaks both: the first byte says whether it is TLS. */
export async function listen(
  answering: Answering,
  port: number,
  identity: Identity | null,
  option: "--port" | "--family-ports",
): Promise<Listening> {
  const plain = prepared(createHttp(answering.request), answering);
  const secure = identity === null ? null : prepared(createHttps({ ...identity }, answering.request), answering);
  // Of a port that speaks both: also those who said nothing yet, or nothing sensible.
  const sockets = new Set<Socket>();
  const front =
    secure === null
      ? plain
      : createTcp((socket) => {
          sockets.add(socket);
          socket.once("close", () => sockets.delete(socket));
          tellApart(socket, plain, secure);
        });
  await bind(front, port, option);
  const servers = secure === null ? [plain] : [plain, secure];
  return {
    port: (front.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => front.close(() => resolve())),
    closeIdleConnections: () => {
      for (const server of servers) server.closeIdleConnections();
    },
    closeAllConnections: () => {
      for (const server of servers) server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function prepared<S extends Server>(server: S, { upgrade }: Answering): S {
  server.on("upgrade", upgrade);
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  server.keepAliveTimeout = 65_000;
  return server;
}

function tellApart(socket: Socket, plain: Server, secure: Server): void {
  socket.setTimeout(SILENCE_MS_MAX, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.once("readable", () => {
    const first = socket.read() as Buffer | null;
    if (first === null) return void socket.destroy();
    socket.setTimeout(0);
    socket.removeAllListeners("timeout");
    socket.unshift(first);
    (first[0] === HANDSHAKE ? secure : plain).emit("connection", socket);
  });
}

const bind = (server: TcpServer, port: number, option: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === "EADDRINUSE"
            ? `Port ${port} is already in use. Choose another with ${option}.`
            : `Port ${port} cannot be opened (${error.code}). Choose another with ${option}.`,
        ),
      ),
    );
    server.listen(port, LOOPBACK, resolve);
  });
