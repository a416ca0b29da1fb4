import http from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

/** Turns what the venue said into what the adapter hears. */
export type Twist = (route: string, text: string) => string;
export const HONEST: Twist = (_route, text) => text;

/** Stands before a simulated exchange: says what it says, until it is told to lie. */
export type HostileVenue = {
  readonly port: number;
  rest: Twist;
  /** Every route that was answered with success, and one honest answer. */
  readonly answers: ReadonlyMap<string, string>;
  /** One honest frame of every kind, by the door it came through. */
  readonly frames: ReadonlyMap<string, string>;
  /** Says these to everybody who listens at that door. */
  readonly push: (door: string, frames: readonly string[]) => void;
  readonly doors: () => readonly string[];
  readonly close: () => Promise<void>;
};

const LOOPBACK = "127.0.0.1";
const doorOf = (url: string, host: string): string =>
  `${host} ${url.split("/").slice(1, 4).join("/").split("?")[0] ?? ""}`;

const kindOfFrame = (door: string, frame: string): string => {
  const told = /"e":"(\w+)"/.exec(frame) ?? /"topic":"(\w+)/.exec(frame);
  return `${door} ${told?.[1] ?? (/"result"|"op":/.test(frame) ? "answer" : "top")}`;
};

function forward(
  target: number,
  request: http.IncomingMessage,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  const { method, url, headers } = request;
  return new Promise((resolve, reject) => {
    const onward = http.request({ host: LOOPBACK, port: target, method, path: url, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, text }));
    });
    onward.on("error", reject);
    request.pipe(onward);
  });
}

export async function startHostileVenue(target: number): Promise<HostileVenue> {
  const answers = new Map<string, string>();
  const frames = new Map<string, string>();
  const listeners = new Map<WebSocket, string>();
  const sockets = new WebSocketServer({ noServer: true });

  const server = http.createServer((request, response) => {
    const route = `${request.method} ${request.headers.host} ${(request.url ?? "").split("?")[0]}`;
    forward(target, request)
      .then(({ status, headers, text }) => {
        if (status === 200) answers.set(route, text);
        const { "content-length": _length, ...others } = headers;
        response.writeHead(status, others);
        response.end(Buffer.from(status === 200 ? venue.rest(route, text) : text, "utf8"));
      })
      .catch(() => request.socket.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => {
      const host = request.headers.host ?? "";
      const door = doorOf(request.url ?? "", host);
      const onward = new WebSocket(`ws://${LOOPBACK}:${target}${request.url}`, { headers: { host } });
      listeners.set(client, door);
      const waiting: string[] = [];
      onward.on("open", () => {
        for (const text of waiting) onward.send(text);
      });
      client.on("message", (data: Buffer) => {
        if (onward.readyState === onward.OPEN) onward.send(data.toString());
        else waiting.push(data.toString());
      });
      onward.on("message", (data: Buffer) => {
        const frame = data.toString();
        frames.set(kindOfFrame(door, frame), frame);
        client.send(frame);
      });
      for (const [one, other] of [
        [client, onward],
        [onward, client],
      ] as const) {
        one.on("close", () => other.terminate());
        one.on("error", () => other.terminate());
      }
      client.on("close", () => listeners.delete(client));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const venue: HostileVenue = {
    port: (server.address() as AddressInfo).port,
    rest: HONEST,
    answers,
    frames,
    push: (door, said) => {
      for (const [client, at] of listeners) if (at === door) for (const frame of said) client.send(frame);
    },
    doors: () => [...new Set(listeners.values())],
    close: async () => {
      for (const client of listeners.keys()) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return venue;
}
