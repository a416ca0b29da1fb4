import type { ExchangeState } from "../../../exchange/state.ts";
import type { Dispatched, Reply, StreamClient } from "../../wire.ts";
import { checkKey, checkParams, checkTime } from "../checks.ts";
import { signatureMatches } from "../credentials.ts";
import { weightOf } from "../dispatch.ts";
import { chargeWeight, type RateCount } from "../limits.ts";
import { type BinanceError, ERRORS } from "../reply.ts";
import type { Params, Route } from "../request.ts";
import { errorReply, runRoute } from "../run.ts";
import type { WireSession } from "../session.ts";
import { routeOf, type SocketFamily, sessionWeight } from "./methods.ts";
import { readRequest, type SocketRequest, signedText } from "./request.ts";
import { createSubscriptions, type Subscriptions, subscribe, unsubscribe } from "./subscription.ts";

/** One open connection to the WebSocket API. */
export interface SocketLine {
  readonly family: SocketFamily;
  readonly client: StreamClient;
  readonly address: string;
  readonly connectedMs: number;
  /** Whether answers tell the limits where the request does not say. */
  readonly tellsLimits: boolean;
  readonly subscriptions: Subscriptions;
}

export function openLine(
  family: SocketFamily,
  client: StreamClient,
  address: string,
  query: string,
  wallMs: number,
): SocketLine {
  const tellsLimits = new URLSearchParams(query).get("returnRateLimits") !== "false";
  return { family, client, address, connectedMs: wallMs, tellsLimits, subscriptions: createSubscriptions() };
}

/** What one request is answered with, around what REST would have said. */
interface Envelope {
  readonly id: string;
  readonly told: readonly RateCount[] | null;
}

function wrap({ id, told }: Envelope, reply: Reply): Reply {
  const content = `"${reply.status === 200 ? "result" : "error"}":${reply.body}`;
  const limits = told === null ? "" : `,"rateLimits":${JSON.stringify(told)}`;
  return { ...reply, body: `{"id":${id},"status":${reply.status},${content}${limits}}` };
}

const ok = (value: unknown): Reply => ({ status: 200, headers: {}, body: JSON.stringify(value) });

const SIGNED = { security: "signed" } as const;

export function receive(
  state: ExchangeState,
  session: WireSession,
  line: SocketLine,
  text: string,
  wallMs: number,
): Dispatched {
  const read = readRequest(text);
  const { family } = line;
  const method = read.ok ? read.request.method : "";
  const params: Params = read.ok ? read.request.params : new Map();
  const route = routeOf(family, method);
  const weight = sessionWeight(family, method) ?? weightOf(route, params);
  const charge = chargeWeight(session, family, line.address, weight, wallMs);
  const asks = params.get("returnRateLimits");
  const tells = asks === undefined ? line.tellsLimits : asks !== "false";
  const envelope = (counts: readonly RateCount[]): Envelope => ({
    id: read.ok ? read.request.id : read.id,
    told: tells ? [...counts, ...charge.counts] : null,
  });
  const answer = (reply: Reply): Dispatched => ({ kind: "reply", reply: wrap(envelope([]), reply) });
  if (charge.refusal !== null) return answer(refusal(charge.refusal, charge.refusal.retryAfterSeconds, wallMs));
  if (!read.ok) return answer(errorReply(ERRORS.badJson));
  if (sessionWeight(family, method) !== null) return answer(perform(session, line, read.request, wallMs));
  if (route === undefined) return answer(errorReply(ERRORS.badMethod(method)));
  const refused = admit(session, route, params, wallMs) ?? checkParams(route, params);
  if (refused !== null) return answer(errorReply(refused));
  const apiKey = params.get("apiKey") ?? null;
  const { dispatched, counts } = runRoute(state, session, { family, route, apiKey, params, wallMs, headers: {} });
  const around = envelope(counts);
  if (dispatched.kind === "reply") return { kind: "reply", reply: wrap(around, dispatched.reply) };
  return { ...dispatched, finish: (applied) => wrap(around, dispatched.finish(applied)) };
}

/** A ban says when it ends in the error itself: there are no headers here. */
function refusal(error: BinanceError, retryAfterSeconds: number, wallMs: number): Reply {
  const { status, code, message } = error;
  const data = { serverTime: wallMs, retryAfter: wallMs + retryAfterSeconds * 1_000 };
  return { status, headers: {}, body: JSON.stringify({ code, msg: message, data }) };
}

/** Key, signature and time, as REST asks for them. */
function admit(
  session: WireSession,
  route: Pick<Route, "security">,
  params: Params,
  wallMs: number,
): BinanceError | null {
  if (route.security === "none") return null;
  const apiKey = params.get("apiKey");
  if (apiKey === undefined || apiKey === "") return ERRORS.missing("apiKey");
  const refused = checkKey(session, route, apiKey);
  if (refused !== null || route.security === "key") return refused;
  const signature = params.get("signature");
  if (signature === undefined) return ERRORS.missing("signature");
  const payload = Buffer.from(signedText(params), "utf8").toString("latin1");
  const secret = session.keys.get(apiKey)?.secret ?? "";
  return signatureMatches(payload, secret, signature) ? checkTime(route, params, wallMs) : ERRORS.badSignature;
}

/**
 * What concerns the connection. A session is opened by Ed25519 keys only, and the keys of this exchange are HMAC: so
 * nobody is ever logged on, as with such a key at the venue.
 */
function perform(session: WireSession, line: SocketLine, request: SocketRequest, wallMs: number): Reply {
  const { method, params } = request;
  switch (method) {
    case "session.logon": {
      const refused = admit(session, SIGNED, params, wallMs);
      return errorReply(refused ?? ERRORS.hmacUnsupported);
    }
    case "session.subscriptions":
      return ok([...line.subscriptions.active.keys()].map((subscriptionId) => ({ subscriptionId })));
    case "userDataStream.subscribe":
      return errorReply(ERRORS.notLoggedOn);
    case "userDataStream.subscribe.signature": {
      const refused = admit(session, SIGNED, params, wallMs);
      if (refused !== null) return errorReply(refused);
      const account = session.keys.get(params.get("apiKey") ?? "")?.account ?? "";
      const subscribed = subscribe(line.subscriptions, account);
      return subscribed.ok ? ok({ subscriptionId: subscribed.value }) : errorReply(subscribed.error);
    }
    case "userDataStream.unsubscribe": {
      const ended = unsubscribe(line.subscriptions, params.get("subscriptionId") ?? null);
      if (!ended.ok) return errorReply(ended.error);
      for (const id of ended.value) line.client.answer(eventFrame(id, terminatedEvent(wallMs)));
      return ok({});
    }
    default:
      return ok(statusOf(line, wallMs));
  }
}

const statusOf = (line: SocketLine, wallMs: number) => ({
  apiKey: null,
  authorizedSince: null,
  connectedSince: line.connectedMs,
  returnRateLimits: line.tellsLimits,
  serverTime: wallMs,
  ...(line.family === "spot" ? { userDataStream: line.subscriptions.active.size > 0 } : {}),
});

const terminatedEvent = (wallMs: number): string => JSON.stringify({ e: "eventStreamTerminated", E: wallMs });

export const eventFrame = (subscriptionId: number, event: string): string =>
  `{"subscriptionId":${subscriptionId},"event":${event}}`;
