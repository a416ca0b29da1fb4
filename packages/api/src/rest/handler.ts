import { authorise } from "../caller/authorise.ts";
import { ANONYMOUS, type Caller } from "../caller/caller.ts";
import { createEngineClient } from "../client/engineClient.ts";
import { errorOf } from "../client/errorOf.ts";
import type { CommandReceipt } from "../engine/command.ts";
import type { Identifier } from "../engine/identify.ts";
import { ApiError, toApiError } from "../errors/index.ts";
import { type CallRecord, callerName, newRequestId, REQUEST_ID_HEADER, readRequestId } from "../request/index.ts";
import { mintToken } from "../token/token.ts";
import { type Ended, endedText } from "../web/resolveSession.ts";
import { fail, succeed } from "./answer.ts";
import { check, readBody, readIdempotencyKey } from "./body.ts";
import { createLimits, type Visitor } from "./limits.ts";
import { openApiDocument } from "./openApi.ts";
import { corsHeaders, type Origins, originOf, preflightHeaders } from "./origin.ts";
import { type Asked, DOCUMENT_PATH, demandOf, type Matched, matchPath, type RestRoute } from "./routes.ts";

export const REST_BASE = "/api";
/** Longer than the engine itself waits for its journal. */
const ENGINE_MS_MAX = 15_000;

type User = Extract<Caller, { kind: "user" }>;

/** Who the request's cookie belongs to, as the session row says at this moment; null without a cookie. */
export type CookieStanding =
  | { readonly kind: "standing"; readonly caller: User }
  | { readonly kind: "ended"; readonly because: Ended };

export type RestOptions = {
  readonly engineUrl: string;
  /** Signs the tokens that carry a session to the engine. */
  readonly engineSecret: string;
  readonly origins: Origins;
  readonly identify: Identifier;
  readonly session: () => Promise<CookieStanding | null>;
  /** Where the request came from, as far as it can be trusted. */
  readonly addressOf: (request: Request) => string;
  readonly told: (record: CallRecord) => void;
  readonly report: (error: unknown) => void;
  readonly nowMs: () => number;
};

/** Who asks, and what the engine is shown in their name. */
type Entered = { readonly caller: Caller; readonly credential: string };

/** What the log says of a request, filled in on its way. */
type Trail = { route: RestRoute | null; caller: Caller; commandId: string | null };

export function createRestHandler(options: RestOptions): (request: Request) => Promise<Response> {
  const limits = createLimits(options.nowMs);

  const enter = async (request: Request, origin: "own" | "allowed", requestId: string): Promise<Entered> => {
    const bearer = bearerOf(request.headers);
    if (bearer !== null) return { caller: (await options.identify(bearer)).caller, credential: bearer };
    const standing = origin === "own" ? await options.session() : null;
    if (standing === null) return { caller: ANONYMOUS, credential: "" };
    if (standing.kind === "ended")
      throw new ApiError("SESSION_ENDED", `this session has ended: ${endedText(standing.because)}`);
    const { id, role, sessionId, sessionVersion } = standing.caller;
    const claims = { userId: id, role, sessionId, sessionVersion, requestId };
    return { caller: standing.caller, credential: mintToken(claims, options.engineSecret, options.nowMs()) };
  };

  const askEngine = async (route: RestRoute, asked: Asked, credential: string, requestId: string): Promise<unknown> => {
    const { client, close } = createEngineClient({
      url: options.engineUrl,
      token: () => credential,
      requestId: () => requestId,
    });
    try {
      return await route.run(client, asked, { signal: AbortSignal.timeout(ENGINE_MS_MAX) });
    } catch (error) {
      throw engineError(error, route);
    } finally {
      await close();
    }
  };

  /** In this order: who may ask, who this is, what they may, how often, and only then what they say. */
  const admit = async (request: Request, route: RestRoute, trail: Trail, requestId: string): Promise<string> => {
    const origin = originOf(request.headers, options.origins);
    const visitor = visitorOf(request, options.addressOf(request));
    limits.assertMayAsk(visitor, route);
    const { caller, credential } = await enter(request, origin, requestId);
    trail.caller = caller;
    if (caller.kind !== "anonymous") limits.know(visitor);
    authorise(caller, demandOf(route), route.procedure);
    limits.assertMayCall(callerName(caller), route);
    return credential;
  };

  const answer = async (request: Request, { route, params }: Matched, trail: Trail, requestId: string) => {
    trail.route = route;
    const credential = await admit(request, route, trail, requestId);
    const ask = (asked: Asked): Promise<unknown> => askEngine(route, asked, credential, requestId);
    if (route.params !== null) check(route.params, params);
    if (route.body === null) return succeed(await ask({ id: "", params, body: null }), requestId);
    const id = readIdempotencyKey(request.headers);
    trail.commandId = id;
    const body = check(route.body, await readBody(request));
    const receipt = (await ask({ id, params, body })) as CommandReceipt;
    if (receipt.state === "refused")
      throw new ApiError("COMMAND_REFUSED", receipt.text, { id: receipt.id, reason: receipt.code });
    return succeed(receipt, requestId, receipt.state === "done" ? 200 : 202);
  };

  const route = async (request: Request, trail: Trail, requestId: string): Promise<Response> => {
    const path = pathOf(request);
    const matched = matchPath(path);
    const methods: readonly string[] =
      path === DOCUMENT_PATH ? ["GET"] : matched.map(({ route: { method } }) => method);
    if (methods.length === 0) throw new ApiError("NOT_FOUND", "there is nothing at this address");
    if (request.method === "OPTIONS") {
      originOf(request.headers, options.origins);
      return new Response(null, { status: 204, headers: { allow: methods.join(", "), ...preflightHeaders(methods) } });
    }
    if (!methods.includes(request.method))
      throw new ApiError("METHOD_NOT_ALLOWED", `this address takes ${methods.join(", ")}`, {
        allow: methods.join(", "),
      });
    if (path === DOCUMENT_PATH) return Response.json(openApiDocument());
    const found = matched.find(({ route: { method } }) => method === request.method);
    if (found === undefined) throw new ApiError("NOT_FOUND", "there is nothing at this address");
    return answer(request, found, trail, requestId);
  };

  return async (request) => {
    const beganMs = performance.now();
    const requestId = readRequestId(request.headers.get(REQUEST_ID_HEADER)) ?? newRequestId();
    const trail: Trail = { route: null, caller: ANONYMOUS, commandId: null };
    let outcome: CallRecord["outcome"] = "ok";
    let response: Response;
    try {
      response = await route(request, trail, requestId);
    } catch (cause) {
      const error = toApiError(cause);
      if (error.code === "INTERNAL") options.report(cause);
      outcome = error.code;
      response = fail(error, requestId, moreHeaders(error));
    }
    response.headers.set(REQUEST_ID_HEADER, requestId);
    for (const [name, value] of Object.entries(corsHeaders(request.headers, options.origins)))
      response.headers.set(name, value);
    const { method } = request;
    options.told({
      requestId,
      path: `${method} ${trail.route === null ? "?" : REST_BASE + trail.route.path}`,
      type: method === "GET" ? "query" : "mutation",
      caller: callerName(trail.caller),
      commandId: trail.commandId,
      outcome,
      ms: Math.round(performance.now() - beganMs),
    });
    return response;
  };
}

const bearerOf = (headers: Headers): string | null => {
  const header = headers.get("authorization");
  return header === null ? null : header.replace(/^Bearer +/i, "");
};

const visitorOf = ({ headers }: Request, address: string): Visitor => ({
  credential: headers.get("authorization") ?? headers.get("cookie") ?? "",
  address,
});

/** Below /api. What cannot be decoded is nowhere. */
function pathOf({ url }: Request): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname.slice(REST_BASE.length));
  } catch {
    return "";
  }
}

/** The engine's own refusal goes through as it is; silence is a state of its own, and no proof of anything. */
function engineError(error: unknown, { body }: RestRoute): ApiError {
  const known = errorOf(error);
  if (known !== null) return new ApiError(known.code, known.message, known.detail);
  const advice = body === null ? "ask again" : "send the same Idempotency-Key again to learn what became of it";
  return Object.assign(new ApiError("ENGINE_UNAVAILABLE", `the engine does not answer; ${advice}`), { cause: error });
}

function moreHeaders({ code, detail }: ApiError): Readonly<Record<string, string>> {
  if (code === "TOO_MANY" && detail["retryAfterSeconds"] !== undefined)
    return { "retry-after": String(detail["retryAfterSeconds"]) };
  if (code === "METHOD_NOT_ALLOWED") return { allow: String(detail["allow"]) };
  return code === "UNAUTHENTICATED" ? { "www-authenticate": "Bearer" } : {};
}
