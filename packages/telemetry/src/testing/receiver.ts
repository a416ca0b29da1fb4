import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

export type Received = { readonly path: string; readonly body: string };

/** Takes whatever an exporter posts and grants it. */
export async function openReceiver(): Promise<{
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
}> {
  const received: Received[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    const bytes = await buffer(request);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    received.push({ path: (request.url ?? "").split("?")[0] ?? "", body: body.toString("utf8") });
  };
  const server = createServer((request, response) => {
    take(request).then(
      () => response.writeHead(200, { "content-type": "application/json" }).end("{}"),
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
