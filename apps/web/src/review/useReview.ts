"use client";

import type { ReviewView } from "@evenkeel/api/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { EngineClient } from "../live/connect.ts";
import { useEngine, useLink } from "../live/LiveDeck.tsx";

/** While somebody looks, about as often as the engine asks a venue that differs. */
const LOOK_MS = 2_000;
const KEY = ["review"];

/** The engine's client at the moment of asking; throws while there is none. */
export function useClient(): () => EngineClient {
  const engine = useEngine();
  return () => {
    const client = engine.client();
    if (client === null) throw new Error("The engine is out of sight.");
    return client;
  };
}

export function useReview() {
  const client = useClient();
  const live = useLink().kind === "live";
  return useQuery({
    queryKey: KEY,
    queryFn: (): Promise<ReviewView> => client().review.get.query(),
    enabled: live,
    refetchInterval: LOOK_MS,
  });
}

export function useRefreshReview(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}
