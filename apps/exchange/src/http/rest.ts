import type { IncomingMessage, ServerResponse } from "node:http";
import { dispatch, ERRORS, errorReply, type WireReply, type WireSession } from "@evenkeel/exchange-sim/wire/binance";
import type { ApiFamily } from "../options.ts";
import type { Venue } from "../venue.ts";
import { readBody } from "./body.ts";
import { hostName, restFamily } from "./family.ts";

/** What Binance takes as a client order id. */
const ORDER_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

function send(response: ServerResponse, reply: WireReply): void {
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

function tell(call: Omit<ToldCall, "order">, parameters: string, told: (call: ToldCall) => void): void {
  if (call.method === "GET") return;
  const order = new URLSearchParams(parameters).get("newClientOrderId");
  told({ ...call, order: order !== null && ORDER_ID.test(order) ? order : null });
}

/** One REST call: read whole, dispatched at one moment, answered when what it tells is on the disk. */
export async function handleRest(
  venue: Venue,
  session: WireSession,
  forced: ApiFamily | null,
  request: IncomingMessage,
  response: ServerResponse,
  told: (call: ToldCall) => void,
): Promise<void> {
  const [path, query] = splitOnce(request.url ?? "/", "?");
  const family = restFamily(forced, hostName(request.headers.host), path);
  const text = await readBody(request);
  if (text === null) {
    response.setHeader("Connection", "close");
    send(response, errorReply(ERRORS.tooLarge));
    request.destroy();
    return;
  }
  if (family === null) return send(response, errorReply(ERRORS.notFound));
  const key = request.headers["x-mbx-apikey"];
  venue.tick();
  const dispatched = dispatch(
    venue.state,
    session,
    {
      family,
      method: request.method ?? "GET",
      path,
      query,
      body: text,
      apiKey: typeof key === "string" ? key : null,
      address: request.socket.remoteAddress ?? "",
    },
    Date.now(),
  );
  const reply = dispatched.kind === "reply" ? dispatched.reply : dispatched.finish(venue.submit(dispatched.command));
  const { method = "GET" } = request;
  tell({ family, method, path, status: reply.status }, `${query}&${text}`, told);
  venue.whenDurable(() => send(response, reply));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
