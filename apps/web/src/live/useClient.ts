"use client";

import type { EngineClient } from "./connect.ts";
import { useEngine } from "./LiveDeck.tsx";

/** The engine's client at the moment of asking; throws while there is none. */
export function useClient(): () => EngineClient {
  const engine = useEngine();
  return () => {
    const client = engine.client();
    if (client === null) throw new Error("The engine is out of sight.");
    return client;
  };
}
