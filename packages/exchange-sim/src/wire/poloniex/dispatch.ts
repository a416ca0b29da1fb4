import type { Account } from "../../account/account.ts";
import { createAccount } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type HeldKey, mayOrder } from "../keys.ts";
import { readParams } from "../params.ts";
import type { Dispatched, RestRequest } from "../wire.ts";
import { signatureMatches, signedText } from "./credentials.ts";
import { FUTURES_ROUTES } from "./futures/routes.ts";
import { charge } from "./limits.ts";
import { type Api, ERRORS, errorReply, marketOf, type PoloniexError, replyTo } from "./reply.ts";
import { type Route, type RouteContext, type Routes, readJson } from "./request.ts";
import type { WireSession } from "./session.ts";
import { SPOT_ROUTES } from "./spot/routes.ts";

const ROUTES: Routes = { ...FUTURES_ROUTES, ...SPOT_ROUTES };
/** Addresses with a part that differs, by method and number of parts. */
const PATTERNS = Object.entries(ROUTES)
  .filter(([name]) => name.includes("{"))
  .map(([name, route]) => ({ parts: name.split(/[ /]+/), name, route }));

/** Every address there is ("GET /v3/market/tickers"): for whoever has to try them all. */
export const routeNames = (): readonly (readonly [route: string, security: Route["security"]])[] =>
  Object.entries(ROUTES).map(([name, { security }]) => [name, security] as const);

interface Found {
  readonly name: string;
  readonly route: Route;
  readonly inPath: readonly (readonly [name: string, value: string])[];
}

function findRoute(method: string, path: string): Found | null {
  const name = `${method} ${path}`;
  const exact = Object.hasOwn(ROUTES, name) && !name.includes("{") ? ROUTES[name] : undefined;
  if (exact !== undefined) return { name, route: exact, inPath: [] };
  const parts = [method, ...path.split("/").slice(1)];
  for (const pattern of PATTERNS) {
    if (pattern.parts.length !== parts.length) continue;
    const inPath: [string, string][] = [];
    const fits = pattern.parts.every((part, at) => {
      const given = parts[at] ?? "";
      if (!part.startsWith("{")) return part === given;
      inPath.push([part.slice(1, -1), given]);
      return given !== "";
    });
    if (fits) return { name: pattern.name, route: pattern.route, inPath };
  }
  return null;
}

const AHEAD_MAX_MS = 1_000;
/** Without a receive window of its own a request is good for this long. */
const AGE_MAX_MS = 300_000;

/** One request: the key and its signature first, then the limits, the parameters, and last the route. */
export function dispatch(state: ExchangeState, session: WireSession, request: RestRequest, wallMs: number): Dispatched {
  const found = findRoute(request.method, request.path);
  const api: Api = found?.route.api ?? (request.path.startsWith("/v3/") ? "futures-market" : "spot");
  const answer = (error: PoloniexError): Dispatched => ({ kind: "reply", reply: errorReply(error, api) });
  if (found === null) return answer(ERRORS.notFound(request.path));
  const { route } = found;
  const caller = route.security === "none" ? null : authenticate(state, session, request, wallMs);
  if (caller !== null && "code" in caller) return answer(caller);
  const who = caller === null ? request.address : caller.account.name;
  if (!charge(session, who, route.group ?? found.name, route.perSecond, wallMs)) return answer(ERRORS.tooManyRequests);
  if (caller !== null && route.orders === true && !mayOrder(caller.key.restrictions, marketOf(api), wallMs)) {
    return answer(ERRORS.denied);
  }
  const params = readParams(request.query);
  const pathParams = readParams(
    found.inPath.map(([name, value]) => `${name}=${value.replaceAll("+", "%2B")}`).join("&"),
  );
  const json = readJson(request.body);
  if (params === null || pathParams === null || !json.ok) {
    return answer(api === "spot" ? ERRORS.spot.parameter("request") : ERRORS.futures.parameter("request"));
  }
  const context: RouteContext = {
    state,
    session,
    params: new Map([...params, ...pathParams]),
    body: json.value,
    account: caller?.account ?? NOBODY,
    wallMs,
  };
  const outcome = route.handle(context);
  if (outcome.kind !== "commands") return { kind: "reply", reply: replyTo(outcome, api) };
  return {
    kind: "commands",
    commands: outcome.commands,
    finish: (applied) => replyTo(outcome.tell(applied), api),
  };
}

/** Stands where a route needs no account; public routes never look at it. */
const NOBODY = createAccount({ name: "" }, 0, "poloniex");

export interface Caller {
  readonly key: HeldKey;
  readonly account: Account;
}

function authenticate(
  state: ExchangeState,
  session: WireSession,
  request: RestRequest,
  wallMs: number,
): Caller | PoloniexError {
  const { headers } = request;
  const key = session.keys.get(headers["key"] ?? "");
  const account = key === undefined ? undefined : state.accounts.get(key.account);
  if (key === undefined || account === undefined) return ERRORS.unauthorized;
  const timestamp = headers["signtimestamp"] ?? "";
  if (!/^\d{1,16}$/.test(timestamp)) return ERRORS.badTimestamp;
  if (!signatureMatches(signedText(request, timestamp), key.secret, headers["signature"] ?? "")) {
    return ERRORS.badSignature;
  }
  const age = wallMs - Number(timestamp);
  if (age < -AHEAD_MAX_MS || age > AGE_MAX_MS) return ERRORS.badTimestamp;
  const receiveWindow = headers["recvwindow"];
  if (receiveWindow === undefined) return { key, account };
  if (!/^\d{1,9}$/.test(receiveWindow)) return ERRORS.badTimestamp;
  return age > Number(receiveWindow) ? ERRORS.windowExceeded : { key, account };
}
