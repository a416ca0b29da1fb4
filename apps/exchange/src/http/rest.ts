import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "@evenkeel/exchange-sim/wire";
import { perform } from "../perform.ts";
import type { Station } from "../station.ts";
import { readBody } from "./body.ts";
import { headersOf } from "./headers.ts";

export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(reply.body, "utf8");
  response.writeHead(reply.status, { ...reply.headers, "Content-Length": bytes.length });
  response.end(bytes);
}

/** One call that changed something or tried to, as a log tells it; the order's own id, never a key. */
export type ToldCall = {
  readonly family: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly order: string | null;
};

/** One REST call: read whole, dispatched at one moment, answered when what it tells is on the disk. */
export async function handleRest(
  { venue, wire }: Station,
  family: string,
  request: IncomingMessage,
  response: ServerResponse,
  told: (call: ToldCall) => void,
): Promise<void> {
  const [path, query] = splitOnce(request.url ?? "/", "?");
  const body = await readBody(request);
  if (body === null) {
    response.setHeader("Connection", "close");
    send(response, wire.trouble("too-large", family, Date.now()));
    request.destroy();
    return;
  }
  const { method = "GET" } = request;
  const address = request.socket.remoteAddress ?? "";
  const asked = { family, method, path, query, body, headers: headersOf(request), address };
  venue.tick();
  const reply = perform(venue, wire.rest(asked, Date.now()));
  if (method !== "GET") told({ family, method, path, status: reply.status, order: wire.orderIdOf(asked) });
  venue.whenDurable(() => send(response, reply));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
