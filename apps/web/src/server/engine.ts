import { createEngineClient, type EngineClient } from "@evenkeel/api/client";
import { mintToken } from "@evenkeel/api/token";
import { readEnv } from "../env.ts";
import type { SignedIn } from "./caller.ts";

const ASK_MS_MAX = 4_000;

/** One question to the engine in the name of who is signed in; null where it does not answer. */
export async function askEngine<T>(
  { caller }: SignedIn,
  ask: (client: EngineClient, options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T | null> {
  const env = readEnv();
  const { id: userId, role, sessionId, sessionVersion } = caller;
  const { client, close } = createEngineClient({
    url: env.EVENKEEL_ENGINE_URL.replace(/\/+$/, ""),
    token: () => mintToken({ userId, role, sessionId, sessionVersion }, env.EVENKEEL_ENGINE_SECRET, Date.now()),
  });
  try {
    return await ask(client, { signal: AbortSignal.timeout(ASK_MS_MAX) });
  } catch {
    return null;
  } finally {
    await close();
  }
}
