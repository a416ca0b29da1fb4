import { createTRPCClient, createWSClient, httpBatchLink, splitLink, wsLink } from "@trpc/client";
import type { EngineRouter } from "../engine/router.ts";

const CALLS_PER_BATCH_MAX = 10;

export type EngineClientOptions = {
  /** The engine's address, "http://localhost:4100". */
  readonly url: string;
} & ({ readonly token: () => string | Promise<string> } | { readonly apiKey: string });

/** For servers and scripts: calls over HTTP, the live deck over a WebSocket opened when it is first wanted. */
export function createEngineClient(options: EngineClientOptions) {
  const credential = async (): Promise<string> => ("apiKey" in options ? options.apiKey : await options.token());
  const socket = createWSClient({
    url: `${options.url.replace(/^http/, "ws")}/trpc`,
    lazy: { enabled: true, closeMs: 0 },
    connectionParams: async () => ({ token: await credential() }),
  });
  const client = createTRPCClient<EngineRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: wsLink({ client: socket }),
        false: httpBatchLink({
          url: `${options.url}/trpc`,
          maxItems: CALLS_PER_BATCH_MAX,
          headers: async () => ({ authorization: `Bearer ${await credential()}` }),
        }),
      }),
    ],
  });
  return { client, close: () => socket.close() };
}

export type EngineClient = ReturnType<typeof createEngineClient>["client"];
