"use client";

import type { OverviewView } from "@evenkeel/api/views";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { createEngineLink, type EngineLink } from "./connect.ts";
import { createDeckStore, type DeckState, type DeckStore, type LinkState } from "./deckStore.ts";

type Live = { readonly store: DeckStore; readonly engine: EngineLink };
const LiveContext = createContext<Live | null>(null);

/** A hidden tab paints nothing, so it is told by a timer. */
const nextFrame = (work: () => void): void => {
  if (document.hidden) setTimeout(work, 1_000);
  else requestAnimationFrame(work);
};

export function LiveDeck({ socketUrl, children }: { readonly socketUrl: string; readonly children: ReactNode }) {
  const [store] = useState(() => createDeckStore(nextFrame));
  const live = useMemo<Live>(() => ({ store, engine: createEngineLink(socketUrl, store) }), [socketUrl, store]);
  useEffect(() => {
    live.engine.open();
    return live.engine.close;
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("outside LiveDeck");
  return live;
}

const EMPTY: DeckState = { followed: null, link: { kind: "connecting" }, receivedAtMs: 0 };

function useDeckState<T>(select: (state: DeckState) => T): T {
  const { store } = useLive();
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.get()),
    () => select(EMPTY),
  );
}

/** One section of the deck; null until the first snapshot. Repaints only when that section changed. */
export const useSection = <Key extends keyof OverviewView>(key: Key): OverviewView[Key] | null =>
  useDeckState((state) => state.followed?.view[key] ?? null);

export const useLink = (): LinkState => useDeckState((state) => state.link);
export const useReceivedAtMs = (): number => useDeckState((state) => state.receivedAtMs);
export const useHasDeck = (): boolean => useDeckState((state) => state.followed !== null);
export const useEngine = (): EngineLink => useLive().engine;
