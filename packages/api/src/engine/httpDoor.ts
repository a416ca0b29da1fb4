import type { IncomingMessage, ServerResponse } from "node:http";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { ApiError, type ErrorData, HTTP_STATUS, toTransportError } from "../errors/index.ts";
import { REQUEST_ID_HEADER, readRequestId } from "../request/index.ts";
import type { EngineContext } from "./context.ts";
import type { Probes } from "./door.ts";
import type { Identified } from "./identify.ts";
import type { Recheck } from "./recheck.ts";
import { engineRouter } from "./router.ts";

export const BODY_BYTES_MAX = 65_536;
export const BATCH_CALLS_MAX = 20;
export const ROUTER_PATH = "/trpc";
export const EVENTS_PATH = "/events";
const SUBSCRIPTIONS_PER_REQUEST_MAX = 1;

export type Connect = (input: {
  readonly credential: string | null;
  readonly backlogBytes: () => number;
  readonly subscriptionsMax: number;
  readonly requestId: string | null;
}) => Promise<{ readonly context: EngineContext; readonly identified: Identified }>;

export const bearerOf = (header: string | undefined): string | null =>
  header === undefined ? null : header.replace(/^Bearer +/i, "");

/** No Origin: not a browser. A browser's must be ours. */
export const originAllowed = (origin: string | undefined, allowed: readonly string[]): boolean =>
  origin === undefined || allowed.includes(origin);

/** Answers in the router's own error form, for what is refused before the router. */
export function refuse(response: ServerResponse, error: ApiError): void {
  const httpStatus = HTTP_STATUS[error.code];
  const data: ErrorData = { code: error.code, detail: error.detail, httpStatus, issues: [] };
  // The rest of a body nobody reads would keep the socket busy.
  response.writeHead(httpStatus, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ error: { message: error.message, code: httpStatus, data } }));
}

function refusal(request: IncomingMessage, path: string, allowedOrigins: readonly string[]): ApiError | null {
  if (!originAllowed(request.headers.origin, allowedOrigins))
    return new ApiError("ORIGIN_REFUSED", "this origin may not call the engine");
  if (!path.startsWith(`${ROUTER_PATH}/`) && path !== EVENTS_PATH)
    return new ApiError("NOT_FOUND", "there is nothing at this path");
  if (request.method === "POST" && !/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    return new ApiError("UNSUPPORTED", "send JSON");
  if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES_MAX)
    return new ApiError("TOO_LARGE", `a request body may have ${BODY_BYTES_MAX} bytes`);
  return null;
}

export const pathOf = (request: IncomingMessage): string | null =>
  URL.parse(request.url ?? "", "http://engine")?.pathname ?? null;

type Probe = Probes[`/${string}`];

export const probeAt = (probes: Probes, method: string | undefined, path: string): Probe | null =>
  method === "GET" && Object.hasOwn(probes, path) ? (probes[path as `/${string}`] ?? null) : null;

export function answerProbe(probe: Probe, response: ServerResponse, report: (error: unknown) => void): void {
  const answer = async (): Promise<void> => {
    const { status, contentType, body } = await probe();
    response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" });
    response.end(body);
  };
  answer().catch((error: unknown) => {
    report(error);
    refuse(response, new ApiError("INTERNAL", "the probe failed"));
  });
}

export function createHttpDoor(options: {
  readonly connect: Connect;
  readonly recheck: Recheck;
  readonly probes: Probes;
  /** Answers at EVENTS_PATH. */
  readonly events: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly allowedOrigins: readonly string[];
  readonly report: (error: unknown) => void;
}): (request: IncomingMessage, response: ServerResponse) => void {
  const handle = createHTTPHandler({
    router: engineRouter,
    basePath: `${ROUTER_PATH}/`,
    maxBodySize: BODY_BYTES_MAX,
    maxBatchSize: BATCH_CALLS_MAX,
    createContext: async ({ req, res }) => {
      try {
        const { context, identified } = await options.connect({
          credential: bearerOf(req.headers.authorization),
          backlogBytes: () => res.writableLength,
          subscriptionsMax: SUBSCRIPTIONS_PER_REQUEST_MAX,
          requestId: readRequestId(req.headers[REQUEST_ID_HEADER]),
        });
        if (!res.headersSent) res.setHeader(REQUEST_ID_HEADER, context.requestId);
        // An answer may be a stream that stays open.
        const release = options.recheck.watch(identified, () => res.destroy());
        if (res.destroyed) release();
        else res.once("close", release);
        return context;
      } catch (error) {
        throw error instanceof ApiError ? toTransportError(error) : error;
      }
    },
    onError: ({ error }) => {
      if (error.code === "INTERNAL_SERVER_ERROR") options.report(error.cause ?? error);
    },
  });

  return (request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
    const path = pathOf(request);
    if (path === null) return refuse(response, new ApiError("INVALID_INPUT", "this is not an address"));
    const probe = probeAt(options.probes, request.method, path);
    if (probe !== null) return answerProbe(probe, response, options.report);
    const refused = refusal(request, path, options.allowedOrigins);
    if (refused !== null) return refuse(response, refused);
    if (path === EVENTS_PATH) void options.events(request, response);
    else handle(request, response);
  };
}
