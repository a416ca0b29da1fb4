"use client";

import type { VenueKeyOutcome } from "@evenkeel/api/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useStepUp } from "../confirm/StepUp.tsx";
import type { EngineClient } from "../live/connect.ts";
import { useEngine, useLink } from "../live/LiveDeck.tsx";
import { errorOf } from "../trpc/webClient.ts";

const KEY = ["venueKeys"];

export type Asked =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "refused"; readonly text: string }
  /** Nothing came back: asking again under the same id cannot do it twice. */
  | { readonly kind: "unconfirmed" };

/** The engine's list of keys, and a way to have it changed; secrets pass through and are kept nowhere. */
export function useVenueKeys() {
  const engine = useEngine();
  const live = useLink().kind === "live";
  const queries = useQueryClient();
  const withStepUp = useStepUp();
  const list = useQuery({
    queryKey: KEY,
    enabled: live,
    queryFn: () => {
      const client = engine.client();
      if (client === null) throw new Error("the engine is out of sight");
      return client.venueKeys.list.query();
    },
  });
  const ask = useCallback(
    async (work: (desk: EngineClient["venueKeys"]) => Promise<VenueKeyOutcome>): Promise<Asked> => {
      const client = engine.client();
      if (client === null) return { kind: "unconfirmed" };
      try {
        const outcome = await withStepUp(() => work(client.venueKeys));
        return { kind: outcome.kind, text: outcome.text };
      } catch (error) {
        const known = errorOf(error);
        if (known === null || known.code === "ENGINE_UNAVAILABLE" || known.code === "INTERNAL")
          return { kind: "unconfirmed" };
        return { kind: "refused", text: `${known.message}.` };
      } finally {
        await queries.invalidateQueries({ queryKey: KEY });
      }
    },
    [engine, queries, withStepUp],
  );
  return { list, live, ask };
}

export type AskDesk = ReturnType<typeof useVenueKeys>["ask"];
