import { createAccount } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type HeldKey, mayOrder, UNRESTRICTED } from "../keys.ts";
import type { Dispatched, RestRequest } from "../wire.ts";
import { ACCOUNT_ROUTES } from "./account/routes.ts";
import { REST_HOST } from "./address.ts";
import { APP_ROUTES } from "./app/routes.ts";
import { chargeApp, chargePrivate, chargePublic } from "./limits.ts";
import { MARKET_ROUTES } from "./market/routes.ts";
import { ORDER_ROUTES } from "./order/routes.ts";
import { bodyReply, type CoinbaseError, ERRORS, errorReply, type Outcome } from "./reply.ts";
import { type Access, type JsonObject, type Query, type Routes, readBody, readQuery } from "./request.ts";
import { createRouter, type Found } from "./router.ts";
import type { CoinbaseSession } from "./session.ts";
import { keyOfToken } from "./token.ts";

const ROUTES: Routes = { ...MARKET_ROUTES, ...ACCOUNT_ROUTES, ...ORDER_ROUTES, ...APP_ROUTES };
const find = createRouter(ROUTES);

/** Every address there is, for whoever has to try them all. */
export const routeNames = (): readonly (readonly [route: string, access: Access])[] =>
  Object.entries(ROUTES).map(([name, { access }]) => [name, access]);

const BEARER = /^Bearer\s+(\S+)$/;
/** Stands where a route needs no account; public routes never look at it. */
const NOBODY = createAccount({ name: "" }, 0, "coinbase");

const isApp = (path: string): boolean => path.startsWith("/v2/");

/** One request: the address, the key, the limits, the parameters, and last the route. Changes no money itself. */
export function dispatch(
  state: ExchangeState,
  session: CoinbaseSession,
  request: RestRequest,
  wallMs: number,
): Dispatched {
  const answer = (error: CoinbaseError): Dispatched => ({ kind: "reply", reply: errorReply(error) });
  const path = request.path.length > 1 ? request.path.replace(/\/$/, "") : request.path;
  const found = find(request.method, path);
  if (found === null) return answer(isApp(path) ? ERRORS.appNotFound : ERRORS.notFound);
  const { access } = found.route;
  const held = access === "public" || access === "app" ? null : keyOf(session, request, wallMs);
  if (held === undefined) return answer(ERRORS.unauthorized);
  const refused = checkLimit(session, access, request, held, wallMs);
  if (refused !== null) return answer(refused);
  if (access === "trade" && held !== null && !mayOrder(held.restrictions, "spot", wallMs)) {
    return answer(ERRORS.forbidden);
  }
  const query = readQuery(request.query);
  const sent = request.method === "GET" ? {} : readBody(request.body);
  if (query === null) return answer(ERRORS.invalid("malformed query"));
  if (sent === null) return answer(ERRORS.invalid("request body is not a JSON object"));
  return runRoute(state, session, found, query, sent, held, wallMs);
}

/** The key behind the request's token; undefined when there is none. */
function keyOf(session: CoinbaseSession, request: RestRequest, wallMs: number): HeldKey | undefined {
  const { authorization = "", host = "" } = request.headers;
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) return undefined;
  // Whoever calls by a local name signs that name; whoever keeps the venue's real one signs that.
  const addresses = [REST_HOST, host.toLowerCase()].map((name) => `${request.method} ${name}${request.path}`);
  return keyOfToken(session, token, addresses, wallMs) ?? undefined;
}

function checkLimit(
  session: CoinbaseSession,
  access: Access,
  { address }: RestRequest,
  held: HeldKey | null,
  wallMs: number,
): CoinbaseError | null {
  if (access === "app" || access === "app-view") {
    return chargeApp(session, held?.account ?? address, wallMs) ? null : ERRORS.appTooMany;
  }
  const fits = held === null ? chargePublic(session, address, wallMs) : chargePrivate(session, held.account, wallMs);
  return fits ? null : ERRORS.tooManyRequests;
}

function runRoute(
  state: ExchangeState,
  session: CoinbaseSession,
  { route, segments }: Found,
  query: Query,
  sent: JsonObject,
  held: HeldKey | null,
  wallMs: number,
): Dispatched {
  const account = held === null ? NOBODY : state.accounts.get(held.account);
  if (account === undefined) return { kind: "reply", reply: errorReply(ERRORS.unauthorized) };
  const restrictions = held?.restrictions ?? UNRESTRICTED;
  const outcome: Outcome = route.handle({
    state,
    session,
    segments,
    query,
    body: sent,
    account,
    restrictions,
    wallMs,
  });
  if (outcome.kind === "refuse") return { kind: "reply", reply: errorReply(outcome.error) };
  if (outcome.kind === "body") return { kind: "reply", reply: bodyReply(outcome.value) };
  const { commands, answer } = outcome;
  return { kind: "commands", commands, finish: (applied) => bodyReply(answer(applied)) };
}
