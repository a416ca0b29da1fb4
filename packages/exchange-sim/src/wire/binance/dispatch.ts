import { createAccount } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { mayOrder, UNRESTRICTED } from "../keys.ts";
import type { Dispatched, Reply } from "../wire.ts";
import { signatureMatches } from "./credentials.ts";
import { FUTURES_ROUTES } from "./futures/routes.ts";
import { chargeOrder, chargeWeight } from "./limits.ts";
import { type BinanceError, ERRORS, rejectionError } from "./reply.ts";
import { type Family, type Route, type Routes, readParams, signedPayload, type WireRequest } from "./request.ts";
import type { WireSession } from "./session.ts";
import { SPOT_ROUTES } from "./spot/routes.ts";

/** ccxt asks for coin-margined markets unless told not to; this venue lists none. */
const COIN_ROUTES: Routes = {
  "GET /dapi/v1/exchangeInfo": {
    security: "none",
    weight: 1,
    market: "futures",
    handle: () => ({ kind: "body", body: '{"timezone":"UTC","rateLimits":[],"exchangeFilters":[],"symbols":[]}' }),
  },
};

const ROUTES: Readonly<Record<Family, Routes>> = { spot: SPOT_ROUTES, futures: FUTURES_ROUTES, coin: COIN_ROUTES };
/** Every address there is ("GET /api/v3/time"), by family: for whoever has to try them all. */
export const routeNames = (): readonly (readonly [family: Family, route: string, security: Route["security"]])[] =>
  (Object.keys(ROUTES) as Family[]).flatMap((family) =>
    Object.entries(ROUTES[family]).map(([route, { security }]) => [family, route, security] as const),
  );

const RECEIVE_WINDOW_DEFAULT_MS = 5_000;
const RECEIVE_WINDOW_MAX_MS = 60_000;
const AHEAD_MAX_MS = 1_000;

const JSON_HEADERS = { "Content-Type": "application/json;charset=utf-8" };

export function errorReply(error: BinanceError, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: error.status,
    headers: { ...JSON_HEADERS, ...headers },
    body: JSON.stringify({ code: error.code, msg: error.message }),
  };
}

const weightOf = (route: Route | undefined, { query }: WireRequest): number =>
  typeof route?.weight === "function" ? route.weight(query) : (route?.weight ?? 1);

/** One request: limits first, then the key, the signature, the parameters, and last the route. Changes no money itself. */
export function dispatch(state: ExchangeState, session: WireSession, request: WireRequest, wallMs: number): Dispatched {
  const route = ROUTES[request.family][`${request.method} ${request.path}`];
  const charge = chargeWeight(session, request.family, request.address, weightOf(route, request), wallMs);
  const answer = (error: BinanceError): Dispatched => ({ kind: "reply", reply: errorReply(error, charge.headers) });
  if (charge.refusal !== null) {
    const headers = { ...charge.headers, "Retry-After": String(charge.refusal.retryAfterSeconds) };
    return { kind: "reply", reply: errorReply(charge.refusal, headers) };
  }
  if (route === undefined) return answer(ERRORS.notFound);
  const params = readParams(request.query, request.body);
  if (params === null) return answer(ERRORS.illegalCharacters("query"));
  const refused =
    checkKey(session, route, request) ??
    checkSignature(session, route, request) ??
    checkTime(route, params, wallMs) ??
    checkParams(route, params);
  if (refused !== null) return answer(refused);
  return runRoute(state, session, route, request, params, wallMs, charge.headers);
}

function runRoute(
  state: ExchangeState,
  session: WireSession,
  route: Route,
  request: WireRequest,
  params: ReadonlyMap<string, string>,
  wallMs: number,
  headers: Readonly<Record<string, string>>,
): Dispatched {
  const answer = (error: BinanceError, more = {}): Dispatched => ({
    kind: "reply",
    reply: errorReply(error, { ...headers, ...more }),
  });
  const key = request.apiKey === null ? undefined : session.keys.get(request.apiKey);
  const account = key === undefined ? undefined : state.accounts.get(key.account);
  if (account === undefined && route.security !== "none") return answer(ERRORS.badKey);
  if (key !== undefined && route.countsAsOrder === true && !mayOrder(key.restrictions, route.market, wallMs))
    return answer(ERRORS.badKey);
  const symbol = params.get("symbol");
  const index = symbol === undefined ? undefined : session.symbols[route.market].get(symbol.toUpperCase());
  const instrument = index === undefined ? null : (state.world.instruments[index] ?? null);
  if (instrument === null && route.symbol !== undefined && symbol !== undefined && symbol !== "") {
    return answer(ERRORS.badSymbol);
  }
  const counted =
    route.countsAsOrder === true ? chargeOrder(session, request.family, key?.account ?? "", wallMs) : null;
  if (counted !== null && counted.refusal !== null) {
    return answer(counted.refusal, { ...counted.headers, "Retry-After": String(counted.refusal.retryAfterSeconds) });
  }
  const all = { ...JSON_HEADERS, ...headers, ...counted?.headers };
  const restrictions = key?.restrictions ?? UNRESTRICTED;
  const outcome = route.handle({
    state,
    session,
    params,
    instrument,
    account: account ?? NOBODY,
    restrictions,
    wallMs,
  });
  if (outcome.kind === "refuse") return { kind: "reply", reply: errorReply(outcome.error, all) };
  if (outcome.kind === "body") return { kind: "reply", reply: { status: 200, headers: all, body: outcome.body } };
  return {
    kind: "commands",
    commands: [outcome.command],
    finish: ([applied]) => {
      if (applied === undefined) return errorReply(ERRORS.disconnected, all);
      return applied.result.ok
        ? { status: 200, headers: all, body: JSON.stringify(outcome.answer(applied.result.value, applied)) }
        : errorReply(rejectionError(applied.result.error, outcome.market), all);
    },
  };
}

/** Stands where a route needs no account; public routes never look at it. */
const NOBODY = createAccount({ name: "" }, 0);

function checkKey(session: WireSession, route: Route, request: WireRequest): BinanceError | null {
  if (route.security === "none") return null;
  if (request.apiKey === null || !/^[A-Za-z0-9]{16,128}$/.test(request.apiKey)) return ERRORS.badKeyFormat;
  return session.keys.has(request.apiKey) ? null : ERRORS.badKey;
}

function checkSignature(session: WireSession, route: Route, request: WireRequest): BinanceError | null {
  if (route.security !== "signed") return null;
  const signed = signedPayload(request.query, request.body);
  if (signed === null) return ERRORS.missing("signature");
  const secret = session.keys.get(request.apiKey ?? "")?.secret ?? "";
  return signatureMatches(signed.payload, secret, signed.signature) ? null : ERRORS.badSignature;
}

function checkTime(route: Route, params: ReadonlyMap<string, string>, wallMs: number): BinanceError | null {
  if (route.security !== "signed") return null;
  const timestamp = params.get("timestamp") ?? "";
  if (!/^\d{1,16}$/.test(timestamp)) return ERRORS.missing("timestamp");
  const receiveWindow = params.get("recvWindow") ?? String(RECEIVE_WINDOW_DEFAULT_MS);
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(receiveWindow)) return ERRORS.badParameter("recvWindow");
  if (Number(receiveWindow) > RECEIVE_WINDOW_MAX_MS) return ERRORS.receiveWindowTooLarge;
  if (Number(timestamp) >= wallMs + AHEAD_MAX_MS) return ERRORS.timeAhead;
  return wallMs - Number(timestamp) > Number(receiveWindow) ? ERRORS.timeOutside : null;
}

const ALWAYS_INTEGERS = ["limit", "startTime", "endTime", "fromId", "orderId"];

function checkParams(route: Route, params: ReadonlyMap<string, string>): BinanceError | null {
  const required = route.symbol === "required" ? ["symbol", ...(route.required ?? [])] : (route.required ?? []);
  for (const name of required) if ((params.get(name) ?? "") === "") return ERRORS.missing(name);
  for (const name of [...ALWAYS_INTEGERS, ...(route.integers ?? [])]) {
    const text = params.get(name);
    if (text !== undefined && text !== "" && !/^\d{1,15}$/.test(text)) return ERRORS.illegalCharacters(name);
  }
  return null;
}
