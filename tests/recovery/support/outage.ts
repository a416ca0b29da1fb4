import type { EngineRouter } from "@evenkeel/api/client";
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from "@trpc/client";
import { API_KEY, type Engine } from "./house.ts";

export type Line = { readonly client: TRPCClient<EngineRouter>; readonly close: () => Promise<void> };

/** A socket from before an outage: the session of a new one could not be checked. */
export async function openLine(engine: Engine): Promise<Line> {
  const socket = createWSClient({
    url: `${engine.url.replace("http", "ws")}/trpc`,
    connectionParams: { token: API_KEY },
  });
  const client = createTRPCClient<EngineRouter>({ links: [wsLink({ client: socket })] });
  await client.health.query();
  return { client, close: async () => socket.close() };
}
