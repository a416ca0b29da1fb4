import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError } from "../errors/index.ts";
import { createLiveEvents } from "../events/live.ts";
import { type CallRecord, newRequestId } from "../request/index.ts";
import { TOKEN_SECRET_BYTES_MIN } from "../token/token.ts";
import type { EngineContext } from "./context.ts";
import type { ApiKeyDirectory, EngineDoor, Probes, SessionDirectory } from "./door.ts";
import { createEventsDoor } from "./eventsDoor.ts";
import { createHttpDoor } from "./httpDoor.ts";
import { assertCurrent, assertSteppedUp, createIdentifier } from "./identify.ts";
import { createLive } from "./live.ts";
import { createRecheck, RECHECK_INTERVAL_MS } from "./recheck.ts";
import { createSocketDoor } from "./socketDoor.ts";

const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 5_000;

export type EngineServerOptions = {
  /** 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  readonly door: EngineDoor;
  /** Shared with the web process, at least 32 bytes; signs the 60 s tokens. */
  readonly secret: string;
  /** Known to the installation's owner only, never to the web process; null where there is no such file. */
  readonly ownerSecret: string | null;
  readonly sessions: SessionDirectory;
  readonly apiKeys: ApiKeyDirectory;
  /** The dashboard's addresses, as browsers write them ("http://localhost:3000"). */
  readonly allowedOrigins: readonly string[];
  readonly probes: Probes;
  /** Unforeseen errors, for the log. */
  readonly report: (error: unknown) => void;
  /** Every call with its end, for the log. */
  readonly told?: (record: CallRecord) => void;
  readonly recheckMs?: number;
  readonly publishIntervalMs?: number;
  readonly nowMs?: () => number;
};

export type EngineServer = {
  readonly port: number;
  readonly sockets: () => number;
  readonly streams: () => number;
  readonly close: () => Promise<void>;
};

export const closeServer = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

export async function serveEngine(options: EngineServerOptions): Promise<EngineServer> {
  for (const secret of [options.secret, options.ownerSecret])
    if (secret !== null && Buffer.byteLength(secret) < TOKEN_SECRET_BYTES_MIN)
      throw new Error(`a token secret needs at least ${TOKEN_SECRET_BYTES_MIN} bytes`);
  const { door, report, allowedOrigins } = options;
  const live = createLive({
    door,
    streamId: randomBytes(9).toString("base64url"),
    report,
    ...(options.publishIntervalMs === undefined ? {} : { intervalMs: options.publishIntervalMs }),
  });
  const events = createLiveEvents({
    door,
    streamId: randomBytes(9).toString("base64url"),
    report,
    nowMs: options.nowMs ?? Date.now,
    ...(options.publishIntervalMs === undefined ? {} : { intervalMs: options.publishIntervalMs }),
  });
  const identify = createIdentifier({ ...options, nowMs: options.nowMs ?? Date.now });

  const enter = async (input: {
    readonly credential: string | null;
    readonly backlogBytes: () => number;
    readonly subscriptionsMax: number;
    readonly requestId: string | null;
  }) => {
    const identified = await identify(input.credential);
    const context: EngineContext = {
      caller: identified.caller,
      requestId: input.requestId ?? identified.requestId ?? newRequestId(),
      told: options.told,
      door,
      live,
      events,
      assertCurrent: () => assertCurrent(identified),
      assertSteppedUp: () => assertSteppedUp(identified),
      backlogBytes: input.backlogBytes,
      takeSubscription: createAllowance(input.subscriptionsMax),
    };
    return { context, identified };
  };

  const recheck = createRecheck({ intervalMs: options.recheckMs ?? RECHECK_INTERVAL_MS, report });
  const sockets = createSocketDoor({ connect: enter, recheck, allowedOrigins, report });
  const streams = createEventsDoor({ connect: enter, recheck, report });
  const handle = createHttpDoor({
    connect: enter,
    recheck,
    probes: options.probes,
    events: streams.answer,
    allowedOrigins,
    report,
  });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS }, handle);
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  const port = await listen(server, options.port, options.host);

  return {
    port,
    sockets: sockets.count,
    streams: streams.count,
    async close() {
      live.close();
      events.close();
      recheck.close();
      sockets.close();
      await closeServer(server);
    },
  };
}

function createAllowance(max: number): () => () => void {
  let open = 0;
  return () => {
    if (open >= max) throw new ApiError("TOO_MANY", `at most ${max} subscriptions at once`, { max });
    open += 1;
    return () => {
      open -= 1;
    };
  };
}

/** Rejects with the system's own error (EADDRINUSE) for the caller to put into words. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
