"use client";

import type { ConfigPreview, ConfigView } from "@evenkeel/api/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLink } from "../live/LiveDeck.tsx";
import { useClient } from "../live/useClient.ts";
import { type Edits, patchOfEdits } from "./edits.ts";

/** Somebody else's change is seen after this long at most. */
const LOOK_MS = 4_000;
/** After the last keystroke. */
const TYPING_MS = 300;
const HISTORY_PAGE = 20;

export const CONFIG_KEY = ["config"];

export function useConfig() {
  const client = useClient();
  const live = useLink().kind === "live";
  return useQuery({
    queryKey: CONFIG_KEY,
    queryFn: (): Promise<ConfigView> => client().config.get.query(),
    enabled: live,
    refetchInterval: LOOK_MS,
  });
}

export function useConfigHistory() {
  const client = useClient();
  const live = useLink().kind === "live";
  return useQuery({
    queryKey: [...CONFIG_KEY, "history"],
    queryFn: () => client().config.history.query({ limit: HISTORY_PAGE }),
    enabled: live,
  });
}

/** What the edits would do, asked a moment after the typing rests; `null` while there is nothing to ask. */
export function usePreview(edits: Edits, version: number): { readonly preview: ConfigPreview | null } {
  const client = useClient();
  const settled = useSettled(JSON.stringify(edits));
  const patch = patchOfEdits(JSON.parse(settled) as Edits);
  const asked = patch !== null && settled !== "{}";
  const query = useQuery({
    queryKey: [...CONFIG_KEY, "preview", version, settled],
    queryFn: () => client().config.preview.query({ patch: patch ?? {} }),
    enabled: asked,
  });
  const current = asked && settled === JSON.stringify(edits);
  return { preview: current ? (query.data ?? null) : null };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Everything about the configuration is asked for anew. */
export function useRefreshConfig(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: CONFIG_KEY });
}
