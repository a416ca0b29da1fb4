import { createTRPCClient, createWSClient, httpBatchLink, splitLink, wsLink } from "@trpc/client";
import type { EngineRouter } from "../engine/router.ts";
import { REQUEST_ID_HEADER } from "../request/index.ts";
import type { OverviewView } from "../views/index.ts";
import { type FollowOptions, followOverview } from "./followOverview.ts";
import { tokenFirst } from "./tokenFirst.ts";

const CALLS_PER_BATCH_MAX = 10;
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 5_000;
/** A connection that died without a word is noticed after both. */
const PING_INTERVAL_MS = 5_000;
const PONG_TIMEOUT_MS = 3_000;

export type EngineClientOptions = {
  /** The engine's address, "http://localhost:4100". */
  readonly url: string;
  /** Sent along with every call, so that the engine's log names it too. */
  readonly requestId?: () => string;
} & ({ readonly token: () => string | Promise<string> } | { readonly apiKey: string });

/** For servers and scripts: calls over HTTP, the live deck over a WebSocket opened when it is first wanted. */
export function createEngineClient(options: EngineClientOptions) {
  const credential = async (): Promise<string> => ("apiKey" in options ? options.apiKey : await options.token());
  const socket = createWSClient({
    ...tokenFirst(`${options.url.replace(/^http/, "ws")}/trpc`, credential),
    lazy: { enabled: true, closeMs: 0 },
    keepAlive: { enabled: true, intervalMs: PING_INTERVAL_MS, pongTimeoutMs: PONG_TIMEOUT_MS },
    retryDelayMs: (attempt) => Math.min(RETRY_MS_MIN * 2 ** attempt, RETRY_MS_MAX),
  });
  const client = createTRPCClient<EngineRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: wsLink({ client: socket }),
        false: httpBatchLink({
          url: `${options.url}/trpc`,
          maxItems: CALLS_PER_BATCH_MAX,
          headers: async () => ({
            authorization: `Bearer ${await credential()}`,
            ...(options.requestId === undefined ? {} : { [REQUEST_ID_HEADER]: options.requestId() }),
          }),
        }),
      }),
    ],
  });
  const closing = new AbortController();
  return {
    client,
    /** The deck now, and again whenever it changes, across restarts of the engine, until the loop is left. */
    follow: (following: FollowOptions = {}): AsyncGenerator<OverviewView, void> =>
      followOverview(client, {
        ...following,
        signal: AbortSignal.any([closing.signal, ...(following.signal === undefined ? [] : [following.signal])]),
      }),
    close: () => {
      closing.abort();
      return socket.close();
    },
  };
}

export type EngineClient = ReturnType<typeof createEngineClient>["client"];
