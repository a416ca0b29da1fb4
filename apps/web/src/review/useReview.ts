"use client";

import type { ReviewView } from "@evenkeel/api/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLink } from "../live/LiveDeck.tsx";
import { useClient } from "../live/useClient.ts";

/** While somebody looks, about as often as the engine asks a venue that differs. */
const LOOK_MS = 2_000;
const KEY = ["review"];

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
