import { createAccount } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type HeldKey, UNRESTRICTED } from "../keys.ts";
import { readParams } from "../params.ts";
import { signatureMatches } from "../signature.ts";
import type { Dispatched, Reply, RestRequest } from "../wire.ts";
import { chargeCall, isBanned } from "./limits.ts";
import { type BybitError, ERRORS, errorReply, type Outcome, resultReply } from "./reply.ts";
import type { Params, Route, RouteContext } from "./request.ts";
import { ROUTES } from "./rest/routes.ts";
import type { BybitSession } from "./session.ts";

const RECEIVE_WINDOW_DEFAULT = "5000";
const AHEAD_MAX_MS = 1_000;

/** Stands where a route needs no account; public routes never look at it. */
const NOBODY = createAccount({ name: "" }, 0, "bybit");

/** One request: the address's limit first, then key, time and signature, the endpoint's limit, and last the route. */
export function dispatch(
  state: ExchangeState,
  session: BybitSession,
  request: RestRequest,
  wallMs: number,
): Dispatched {
  const reject = (error: BybitError, headers = {}): Dispatched => ({
    kind: "reply",
    reply: errorReply(error, headers, wallMs),
  });
  if (isBanned(session, request.address, wallMs)) return reject(ERRORS.banned);
  const name = `${request.method} ${request.path}`;
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined) return reject(ERRORS.route);
  const params = readRequest(request);
  if (params === null)
    return reject(request.method === "GET" ? ERRORS.request("Request parameter error.") : ERRORS.badJson);
  const context = { state, session, params, account: NOBODY, apiKey: "", restrictions: UNRESTRICTED, wallMs };
  if (route.security === "none") return run(route, context, {}, wallMs);
  const key = identify(session, request, wallMs);
  if ("code" in key) return reject(key);
  const account = state.accounts.get(key.account);
  if (account === undefined) return reject(ERRORS.key);
  const charge = chargeCall(session, key.account, request.path, route.perSecondMax, wallMs);
  if (charge.over) return reject(ERRORS.tooMany, charge.headers);
  const apiKey = request.headers["x-bapi-api-key"] ?? "";
  return run(route, { ...context, account, apiKey, restrictions: key.restrictions }, charge.headers, wallMs);
}

function run(
  route: Route,
  context: RouteContext,
  headers: Readonly<Record<string, string>>,
  wallMs: number,
): Dispatched {
  const outcome = route.handle(context);
  if (outcome.kind !== "commands") return { kind: "reply", reply: replyOf(outcome, headers, wallMs) };
  return {
    kind: "commands",
    commands: outcome.commands,
    finish: (applied) => replyOf(outcome.finish(applied), headers, wallMs),
  };
}

const replyOf = (
  outcome: Exclude<Outcome, { kind: "commands" }>,
  headers: Readonly<Record<string, string>>,
  wallMs: number,
): Reply =>
  outcome.kind === "refuse"
    ? errorReply(outcome.error, headers, wallMs)
    : resultReply(outcome.result, outcome.extra, headers, wallMs);

/** A GET's query, a POST's JSON object; null when it is neither. */
function readRequest({ method, query, body }: RestRequest): Params | null {
  if (method === "GET") return readParams(query);
  if (body === "") return new Map();
  return readObject(Buffer.from(body, "latin1").toString("utf8"));
}

export function readObject(text: string): Params | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

/** Whose request it is. What was signed are the bytes as they came: time, key, window, then query or body. */
function identify(session: BybitSession, request: RestRequest, wallMs: number): HeldKey | BybitError {
  const { headers } = request;
  const name = headers["x-bapi-api-key"] ?? "";
  const timestamp = headers["x-bapi-timestamp"] ?? "";
  const sign = headers["x-bapi-sign"] ?? "";
  if (name === "" || timestamp === "" || sign === "") return ERRORS.noHeaders;
  const key = session.keys.get(name);
  if (key === undefined) return ERRORS.key;
  const windowMs = headers["x-bapi-recv-window"] ?? RECEIVE_WINDOW_DEFAULT;
  const late = timeProblem(timestamp, windowMs, wallMs);
  if (late !== null) return late;
  const payload = `${timestamp}${name}${headers["x-bapi-recv-window"] ?? ""}${request.method === "GET" ? request.query : request.body}`;
  if (!signatureMatches(payload, key.secret, sign)) return ERRORS.sign;
  const { tradingAuthorityExpirationTime: expires } = key.restrictions;
  return expires !== null && expires <= wallMs ? ERRORS.keyExpired : key;
}

/** `server time − window <= timestamp < server time + 1000` */
export function timeProblem(timestamp: string, windowMs: string, wallMs: number): BybitError | null {
  if (!/^\d{1,16}$/.test(timestamp) || !/^\d{1,9}$/.test(windowMs)) return ERRORS.parameter("timestamp or recv_window");
  const sent = Number(timestamp);
  const fresh = wallMs - Number(windowMs) <= sent && sent < wallMs + AHEAD_MAX_MS;
  return fresh ? null : ERRORS.time(timestamp, wallMs, windowMs);
}
