import type { ExchangeState } from "../../exchange/state.ts";
import type { Dispatched } from "../wire.ts";
import { checkKey, checkParams, checkTime } from "./checks.ts";
import { signatureMatches } from "./credentials.ts";
import { chargeWeight } from "./limits.ts";
import { type BinanceError, ERRORS } from "./reply.ts";
import { type Params, type Route, readParams, signedPayload, type WireRequest } from "./request.ts";
import { findRoute } from "./routes.ts";
import { errorReply, runRoute } from "./run.ts";
import type { WireSession } from "./session.ts";

export const weightOf = (route: Route | undefined, params: Params): number =>
  typeof route?.weight === "function" ? route.weight(params) : (route?.weight ?? 1);

const NO_PARAMS: Params = new Map();

/** One request: limits first, then the key, the signature, the parameters, and last the route. Changes no money itself. */
export function dispatch(state: ExchangeState, session: WireSession, request: WireRequest, wallMs: number): Dispatched {
  const { family, address, apiKey } = request;
  const route = findRoute(family, `${request.method} ${request.path}`);
  const params = readParams(request.query, request.body);
  const charge = chargeWeight(session, family, address, weightOf(route, params ?? NO_PARAMS), wallMs);
  const answer = (error: BinanceError): Dispatched => ({ kind: "reply", reply: errorReply(error, charge.headers) });
  if (charge.refusal !== null) {
    const headers = { ...charge.headers, "Retry-After": String(charge.refusal.retryAfterSeconds) };
    return { kind: "reply", reply: errorReply(charge.refusal, headers) };
  }
  if (route === undefined) return answer(ERRORS.notFound);
  if (params === null) return answer(ERRORS.illegalCharacters("query"));
  const refused =
    checkKey(session, route, apiKey) ??
    checkSignature(session, route, request) ??
    checkTime(route, params, wallMs) ??
    checkParams(route, params);
  if (refused !== null) return answer(refused);
  return runRoute(state, session, { family, route, apiKey, params, wallMs, headers: charge.headers }).dispatched;
}

function checkSignature(session: WireSession, route: Route, request: WireRequest): BinanceError | null {
  if (route.security !== "signed") return null;
  const signed = signedPayload(request.query, request.body);
  if (signed === null) return ERRORS.missing("signature");
  const secret = session.keys.get(request.apiKey ?? "")?.secret ?? "";
  return signatureMatches(signed.payload, secret, signed.signature) ? null : ERRORS.badSignature;
}
