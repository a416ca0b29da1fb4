import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "@evenkeel/exchange-sim/wire";
import { ask, judge } from "../fault/layer.ts";
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
  /** The venue's own words where it refused by the status. */
  readonly refusal: string | null;
};

const REFUSAL_LENGTH_MAX = 200;
const STATUS_REFUSED = 400;

/** One REST call: read whole, dispatched at one moment, answered when what it tells is on the disk. */
export async function handleRest(
  station: Station,
  family: string,
  request: IncomingMessage,
  response: ServerResponse,
  told: (call: ToldCall) => void,
): Promise<void> {
  const { venue, wire, faults, traffic } = station;
  traffic.requests += 1;
  const [path, query] = splitOnce(request.url ?? "/", "?");
  const body = await readBody(request);
  const wallMs = faults.clock.now();
  if (body === null) {
    response.setHeader("Connection", "close");
    send(response, wire.trouble("too-large", family, wallMs));
    request.destroy();
    return;
  }
  const { method = "GET" } = request;
  const verdict = judge(faults, method !== "GET");
  const conclude = (reply: Reply): void => {
    if (verdict.kind === "break") return void request.socket.destroy();
    send(response, verdict.kind === "trouble" ? wire.trouble(verdict.trouble, family, wallMs) : reply);
  };
  if (verdict.kind !== "pass" && !verdict.done) return conclude(NOTHING);
  const address = request.socket.remoteAddress ?? "";
  const asked = { family, method, path, query, body, headers: headersOf(request), address };
  venue.tick();
  const dispatched = method === "GET" ? ask(faults, () => wire.rest(asked, wallMs)) : wire.rest(asked, wallMs);
  const reply = perform(station, dispatched);
  if (method !== "GET") {
    const { status } = reply;
    const refusal = status < STATUS_REFUSED ? null : reply.body.slice(0, REFUSAL_LENGTH_MAX);
    told({ family, method, path, status, order: wire.orderIdOf(asked), refusal });
  }
  const seen =
    faults.zero.active() && isPublic(asked.headers) ? { ...reply, body: faults.zero.shown(reply.body) } : reply;
  venue.whenDurable(() => conclude(seen));
}

/** Stands where a request is not carried out, and is never sent. */
const NOTHING: Reply = { status: 500, headers: {}, body: "" };

/** No venue asks a stranger for any of these. */
const isPublic = (headers: Readonly<Record<string, string>>): boolean =>
  !Object.keys(headers).some((name) => /api-?key$|^authorization$|^signature$/.test(name));

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
