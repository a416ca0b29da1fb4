import { type Followed, follow, type OverviewEnvelope } from "@evenkeel/api/delta";

/** What stands between this page and the engine. */
export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** Values on screen are from `sinceMs` and age. */
  | { readonly kind: "offline"; readonly sinceMs: number; readonly cause: "engine" | "dashboard" }
  /** `why` where the dashboard could say. */
  | { readonly kind: "ended"; readonly why: string | null };

export type DeckState = { readonly followed: Followed | null; readonly link: LinkState; readonly receivedAtMs: number };

export type DeckStore = {
  readonly get: () => DeckState;
  readonly subscribe: (listener: () => void) => () => void;
  /** false: a gap; the caller must subscribe again from nothing. */
  readonly take: (envelope: OverviewEnvelope, nowMs: number) => boolean;
  readonly setLink: (link: LinkState) => void;
};

/** Applies at once, tells at most once per frame: a burst of deltas is one paint. */
export function createDeckStore(schedule: (work: () => void) => void): DeckStore {
  const listeners = new Set<() => void>();
  let state: DeckState = { followed: null, link: { kind: "connecting" }, receivedAtMs: 0 };
  let scheduled = false;

  const change = (next: DeckState): void => {
    state = next;
    if (scheduled) return;
    scheduled = true;
    schedule(() => {
      scheduled = false;
      for (const listener of listeners) listener();
    });
  };

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    take(envelope, nowMs) {
      const followed = follow(state.followed, envelope);
      if (followed === null) return false;
      change({ followed, link: { kind: "live" }, receivedAtMs: nowMs });
      return true;
    },
    setLink(link) {
      // The first moment of an outage is what the age counts from.
      if (link.kind === "offline" && state.link.kind === "offline") return;
      change({ ...state, link });
    },
  };
}
