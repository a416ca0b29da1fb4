import type { IncomingMessage, ServerResponse } from "node:http";
import { isTrackedEnvelope } from "@trpc/server";
import { ApiError, toApiError } from "../errors/index.ts";
import type { StreamEvent } from "../events/event.ts";
import { callerName, REQUEST_ID_HEADER, readRequestId } from "../request/index.ts";
import type { EngineContext } from "./context.ts";
import { bearerOf, type Connect, refuse } from "./httpDoor.ts";
import type { Recheck } from "./recheck.ts";
import { engineRouter } from "./router.ts";

export const STREAMS_MAX = 50;
const PING_INTERVAL_MS = 15_000;
/** What a client is asked to wait before it comes back. */
const RETRY_MS = 1_000;
/** Long enough for the last words to leave; a client that does not take them is cut off. */
const CLOSE_MS_MAX = 250;
/** For one that was slow: what lies before the last words has to be taken first. */
const CLOSE_SLOW_MS_MAX = 2_000;
const EVENT_ID_LENGTH_MAX = 96;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // The end of the stream is the end of the connection: nothing else is asked on it.
  connection: "close",
  // A proxy that collects before it passes on would make live data old.
  "x-accel-buffering": "no",
};

/** Only the last event of a snapshot carries the id: who is cut off within one gets a whole one again. */
function render({ name, kind, sequence, atMs, body }: StreamEvent, id: string | null): string {
  const data = JSON.stringify({ kind, sequence, atMs, ...(id === null ? {} : { id }), body });
  return `event: ${name}\n${id === null ? "" : `id: ${id}\n`}data: ${data}\n\n`;
}

const renderBatch = (id: string, events: readonly StreamEvent[]): string =>
  events
    .map((event, at) => {
      if (event.kind === "delta") return render(event, id.replace(/\d+$/, String(event.sequence)));
      return render(event, at === events.length - 1 ? id : null);
    })
    .join("");

function lastEventIdOf({ headers, url }: IncomingMessage): string | null {
  const header = headers["last-event-id"];
  const given =
    typeof header === "string" ? header : URL.parse(url ?? "", "http://engine")?.searchParams.get("lastEventId");
  if (given === null || given === undefined || given === "") return null;
  if (given.length > EVENT_ID_LENGTH_MAX) throw new ApiError("INVALID_INPUT", "this is no event's id");
  return given;
}

export type EventsDoor = {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly count: () => number;
};

/**
 * The event stream as plain text: Server-Sent Events, for anything that can read lines. The procedure behind it decides
 * who may listen; this only writes down what it tells.
 */
export function createEventsDoor(options: {
  readonly connect: Connect;
  readonly recheck: Recheck;
  readonly report: (error: unknown) => void;
}): EventsDoor {
  let open = 0;

  const begin = async (request: IncomingMessage, response: ServerResponse, signal: AbortSignal) => {
    if (request.method !== "GET") throw new ApiError("METHOD_NOT_ALLOWED", "this address takes GET");
    const lastEventId = lastEventIdOf(request);
    const { context, identified } = await options.connect({
      credential: bearerOf(request.headers.authorization),
      backlogBytes: () => response.writableLength,
      subscriptionsMax: 1,
      requestId: readRequestId(request.headers[REQUEST_ID_HEADER]),
    });
    const batches = await engineRouter.createCaller(context, { signal }).events.subscribe({ lastEventId });
    return { batches, identified, context };
  };

  const tell = async (request: IncomingMessage, response: ServerResponse, ended: AbortController): Promise<void> => {
    const { batches, identified, context } = await begin(request, response, ended.signal);
    const beganMs = performance.now();
    const drop = (error: ApiError): void => {
      if (response.writableEnded) return;
      close(response, error);
      tellDrop(context, error, Math.round(performance.now() - beganMs));
      ended.abort();
    };
    response.writeHead(200, { ...HEADERS, [REQUEST_ID_HEADER]: context.requestId });
    response.write(`retry: ${RETRY_MS}\n\n`);
    const ping = setInterval(() => response.write(": still here\n\n"), PING_INTERVAL_MS);
    const release = options.recheck.watch(identified, () =>
      drop(new ApiError("SESSION_ENDED", "this key or session does not stand any more")),
    );
    try {
      // The router's own caller hands out what a transport would unpack.
      for await (const batch of batches as AsyncIterable<unknown>)
        if (isTrackedEnvelope<readonly StreamEvent[]>(batch)) response.write(renderBatch(batch[0], batch[1]));
      response.end();
    } catch (cause) {
      const error = toApiError(cause);
      if (error.code === "INTERNAL") options.report(cause);
      drop(error);
    } finally {
      clearInterval(ping);
      release();
    }
  };

  return {
    count: () => open,
    async answer(request, response) {
      const ended = new AbortController();
      open += 1;
      response.once("close", () => {
        open -= 1;
        ended.abort();
      });
      try {
        if (open > STREAMS_MAX)
          throw new ApiError("TOO_MANY", `at most ${STREAMS_MAX} streams at once`, { max: STREAMS_MAX });
        await tell(request, response, ended);
      } catch (cause) {
        const error = toApiError(cause);
        if (error.code === "INTERNAL") options.report(cause);
        refuse(response, error);
      }
    },
  };
}

/** A stream that is ended from here is one more line in the log; who leaves by itself is not. */
function tellDrop({ told, requestId, caller }: EngineContext, { code }: ApiError, ms: number): void {
  told?.({
    requestId,
    path: "events.subscribe",
    type: "subscription",
    caller: callerName(caller),
    commandId: null,
    outcome: code,
    ms,
  });
}

/** The last line says why. */
function close(response: ServerResponse, { code, message }: ApiError): void {
  response.end(`: closed ${code} ${message}\n\n`);
  setTimeout(() => response.destroy(), code === "TOO_SLOW" ? CLOSE_SLOW_MS_MAX : CLOSE_MS_MAX).unref();
}
