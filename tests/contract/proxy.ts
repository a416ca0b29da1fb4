import http from "node:http";
import net, { type AddressInfo } from "node:net";
import type { WireFault } from "./subject.ts";

/** Placing an order, taking one back, or moving money. */
export type Act = "place" | "cancel" | "move";

/** How a venue's requests of them look, and its word for too many of them. */
export type WireManners = {
  readonly actOf: (request: http.IncomingMessage) => Act | null;
  readonly throttled: (nowMs: number) => {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
};

const RETRY_AFTER_MS = 1_000;

export const BINANCE_MANNERS: WireManners = {
  actOf: ({ url, method }) => {
    if (method === "POST" && /^\/(?:sapi\/v1\/asset\/transfer|fapi\/v1\/positionMargin)(?:\?|$)/.test(url ?? ""))
      return "move";
    if (!/^\/(?:f?api)\/v\d\/order(?:\?|$)/.test(url ?? "")) return null;
    if (method === "POST") return "place";
    return method === "DELETE" ? "cancel" : null;
  },
  throttled: () => ({
    status: 429,
    headers: { "Retry-After": String(RETRY_AFTER_MS / 1_000) },
    body: { code: -1003, msg: "Too many requests." },
  }),
};

export const BYBIT_MANNERS: WireManners = {
  actOf: ({ url }) => {
    if (url === "/v5/order/create") return "place";
    if (url === "/v5/position/add-margin") return "move";
    return url === "/v5/order/cancel" ? "cancel" : null;
  },
  throttled: (nowMs) => ({
    status: 200,
    headers: { "X-Bapi-Limit-Reset-Timestamp": String(nowMs + RETRY_AFTER_MS) },
    body: { retCode: 10006, retMsg: "Too many visits!", result: {}, retExtInfo: {}, time: nowMs },
  }),
};

/** Stands between an adapter and the exchange and breaks what it is told to break. */
export type Proxy = {
  readonly port: number;
  readonly failNext: (act: Act, fault: WireFault) => void;
  readonly ordersSeen: () => number;
  /** Connections an adapter holds open. */
  readonly open: () => number;
  /** Ends every connection and takes no new one. */
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const LOOPBACK = "127.0.0.1";

export async function startProxy(target: number, manners: WireManners = BINANCE_MANNERS): Promise<Proxy> {
  const sockets = new Set<net.Socket>();
  const faults = new Map<Act, WireFault>();
  let seen = 0;
  let port = 0;

  const pass = (request: http.IncomingMessage, response: http.ServerResponse, loseReply: boolean): void => {
    const { method, url, headers } = request;
    const onward = http.request({ host: LOOPBACK, port: target, method, path: url, headers }, (answer) => {
      if (loseReply) {
        answer.resume();
        answer.on("end", () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => request.socket.destroy());
    request.pipe(onward);
  };

  const server = http.createServer((request, response) => {
    const act = manners.actOf(request);
    if (act === "place") seen += 1;
    const happens = act === null ? undefined : faults.get(act);
    if (act !== null) faults.delete(act);
    if (happens === "never-arrives") return void request.socket.destroy();
    if (happens !== "throttled") return pass(request, response, happens === "reply-lost");
    const { status, headers, body } = manners.throttled(Date.now());
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    const onward = net.connect(target, LOOPBACK, () => {
      const lines = request.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
      onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
    socket.on("close", () => onward.destroy());
    onward.on("close", () => socket.destroy());
  });

  const listen = async (wanted: number): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(wanted, LOOPBACK, resolve));
    port = (server.address() as AddressInfo).port;
  };
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  return {
    port,
    failNext: (act, fault) => void faults.set(act, fault),
    ordersSeen: () => seen,
    open: () => sockets.size,
    cut,
    mend: () => listen(port),
    close: cut,
  };
}
