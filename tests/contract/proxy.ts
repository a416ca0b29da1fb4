import http from "node:http";
import net, { type AddressInfo } from "node:net";
import type { WireFault } from "./subject.ts";

export type OrderMethod = "POST" | "DELETE";

/** Stands between an adapter and the exchange and breaks what it is told to break. */
export type Proxy = {
  readonly port: number;
  /** Placing an order, or taking one back. */
  readonly failNext: (method: OrderMethod, fault: WireFault) => void;
  readonly ordersSeen: () => number;
  /** Connections an adapter holds open. */
  readonly open: () => number;
  /** Ends every connection and takes no new one. */
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const LOOPBACK = "127.0.0.1";
const RETRY_AFTER_SECONDS = 1;
const THROTTLED = JSON.stringify({ code: -1003, msg: "Too many requests." });

const isOrder = ({ url }: http.IncomingMessage): boolean => /^\/(?:f?api)\/v\d\/order(?:\?|$)/.test(url ?? "");

export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<net.Socket>();
  const faults = new Map<string, WireFault>();
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
    const method = isOrder(request) ? (request.method ?? "") : "";
    if (method === "POST") seen += 1;
    const happens = faults.get(method);
    faults.delete(method);
    if (happens === "never-arrives") return void request.socket.destroy();
    if (happens !== "throttled") return pass(request, response, happens === "reply-lost");
    response.writeHead(429, { "Content-Type": "application/json", "Retry-After": String(RETRY_AFTER_SECONDS) });
    response.end(THROTTLED);
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
    failNext: (method, fault) => void faults.set(method, fault),
    ordersSeen: () => seen,
    open: () => sockets.size,
    cut,
    mend: () => listen(port),
    close: cut,
  };
}
