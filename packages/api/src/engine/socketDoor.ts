import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { getWSConnectionHandler } from "@trpc/server/adapters/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { ApiError, toTransportError } from "../errors/index.ts";
import { readRequestId } from "../request/index.ts";
import type { EngineContext } from "./context.ts";
import { originAllowed, pathOf, ROUTER_PATH } from "./httpDoor.ts";
import type { Identified } from "./identify.ts";
import type { Recheck } from "./recheck.ts";
import { engineRouter } from "./router.ts";

export const SOCKETS_MAX = 100;
export const SUBSCRIPTIONS_PER_SOCKET_MAX = 8;
export const FRAME_BYTES_MAX = 65_536;
/** A socket that has not said who it is by then is closed. */
const IDENTIFY_TIMEOUT_MS = 10_000;
const PING_INTERVAL_MS = 15_000;
const PONG_TIMEOUT_MS = 5_000;
/** Long enough for the closing frame to leave; a client that does not answer it is cut off. */
const CLOSE_MS_MAX = 250;

/** Close codes of our own: the client re-mints on the first, goes to sign-in on the second. */
export const CLOSE_NOT_IDENTIFIED = 4_400;
export const CLOSE_SESSION_ENDED = 4_401;

export type SocketDoor = {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly count: () => number;
  readonly close: () => void;
};

export function createSocketDoor(options: {
  readonly connect: (input: {
    readonly credential: string;
    readonly backlogBytes: () => number;
    readonly subscriptionsMax: number;
    readonly requestId: string | null;
  }) => Promise<{ readonly context: EngineContext; readonly identified: Identified }>;
  readonly allowedOrigins: readonly string[];
  readonly recheck: Recheck;
  readonly report: (error: unknown) => void;
}): SocketDoor {
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX });
  /** Who has said who they are, and how to stop asking whether they still stand. */
  const identified = new Map<WebSocket, () => void>();

  const accept = getWSConnectionHandler({
    router: engineRouter,
    wss: server,
    keepAlive: { enabled: true, pingMs: PING_INTERVAL_MS, pongWaitMs: PONG_TIMEOUT_MS },
    createContext: async ({ res, info }) => {
      const credential = info.connectionParams?.["token"] ?? info.connectionParams?.["apiKey"];
      try {
        if (typeof credential !== "string" || credential === "")
          throw new ApiError("UNAUTHENTICATED", "open the socket with a token");
        const entered = await options.connect({
          credential,
          backlogBytes: () => res.bufferedAmount,
          subscriptionsMax: SUBSCRIPTIONS_PER_SOCKET_MAX,
          requestId: readRequestId(info.connectionParams?.["requestId"]),
        });
        if (res.readyState === res.OPEN)
          identified.set(
            res,
            options.recheck.watch(entered.identified, () => endSession(res)),
          );
        return entered.context;
      } catch (error) {
        throw error instanceof ApiError ? toTransportError(error) : error;
      }
    },
    onError: ({ error }) => {
      if (error.code === "INTERNAL_SERVER_ERROR") options.report(error.cause ?? error);
    },
  });

  const welcome = (socket: WebSocket, request: IncomingMessage): void => {
    const timeout = setTimeout(() => {
      if (!identified.has(socket)) socket.close(CLOSE_NOT_IDENTIFIED, "UNAUTHENTICATED");
    }, IDENTIFY_TIMEOUT_MS);
    socket.once("close", () => {
      clearTimeout(timeout);
      identified.get(socket)?.();
      identified.delete(socket);
    });
    accept(socket, request);
  };

  return {
    upgrade(request, socket, head) {
      const refusal = refusalOf(request, options.allowedOrigins, server.clients.size);
      if (refusal !== null) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => welcome(client, request));
    },
    count: () => server.clients.size,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** From here on nothing it sends is heard, whether or not it takes part in closing. */
function endSession(socket: WebSocket): void {
  socket.removeAllListeners("message");
  socket.close(CLOSE_SESSION_ENDED, "SESSION_ENDED");
  setTimeout(() => socket.terminate(), CLOSE_MS_MAX).unref();
}

function refusalOf(request: IncomingMessage, allowedOrigins: readonly string[], open: number): string | null {
  if (pathOf(request) !== ROUTER_PATH || !URL.canParse(`http://${request.headers.host ?? ""}`)) return "404 Not Found";
  if (!originAllowed(request.headers.origin, allowedOrigins)) return "403 Forbidden";
  return open >= SOCKETS_MAX ? "503 Service Unavailable" : null;
}
