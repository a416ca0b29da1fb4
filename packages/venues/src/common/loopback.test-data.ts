import http from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> };
export type Handler = (parameters: URLSearchParams, request: http.IncomingMessage) => Answer | "reset" | "never";

export type Asked = {
  readonly route: string;
  readonly parameters: URLSearchParams;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
};

export type Loopback = { readonly port: number; readonly close: () => Promise<void> };

/** A venue of one's own on the loopback; the routes are looked up at every request. */
export async function openLoopback(stage: { routes: Record<string, Handler>; asked: Asked[] }): Promise<Loopback> {
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "", `https://${request.headers.host}`);
      const parameters = new URLSearchParams(url.search === "" ? body : url.search);
      const route = `${request.method} ${url.pathname}`;
      stage.asked.push({ route, parameters, body, headers: request.headers });
      const answer = stage.routes[route]?.(parameters, request) ?? { status: 404, body: "<html>not here</html>" };
      if (answer === "reset") request.socket.destroy();
      if (answer === "never" || answer === "reset") return;
      response.writeHead(answer.status ?? 200, { "Content-Type": "application/json", ...answer.headers });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
