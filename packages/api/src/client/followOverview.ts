import type { TRPCClient } from "@trpc/client";
import { type Followed, follow } from "../delta/index.ts";
import type { EngineRouter } from "../engine/router.ts";
import type { ApiErrorCode } from "../errors/index.ts";
import type { OverviewView } from "../views/index.ts";
import { codeOf } from "./errorOf.ts";

export type FollowOptions = {
  readonly signal?: AbortSignal;
  /** "lost": the engine is away and asked again every few seconds; what was shown last may be old. */
  readonly onLink?: (link: "open" | "lost") => void;
};

/** With these there is nobody to follow as; asking again changes nothing. */
const FINAL: ReadonlySet<ApiErrorCode | null> = new Set<ApiErrorCode>([
  "UNAUTHENTICATED",
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "SESSION_ENDED",
  "FORBIDDEN",
]);

/**
 * Every deck, newest first to come: whoever is slower than the engine skips what lies between and never falls behind.
 * Ends when the signal aborts; throws when the key or session no longer stands.
 */
export async function* followOverview(
  client: TRPCClient<EngineRouter>,
  { signal, onLink }: FollowOptions,
): AsyncGenerator<OverviewView, void> {
  const heard: { deck: OverviewView | null; failure: { readonly error: unknown } | null } = {
    deck: null,
    failure: null,
  };
  let followed: Followed | null = null;
  let wake = (): void => undefined;
  let subscription = { unsubscribe: (): void => undefined };

  const fail = (error: unknown): void => {
    heard.failure ??= { error };
    wake();
  };
  /** A closed socket does not say why; a call does. */
  const askWhy = (): void => {
    client.overview.get.query().catch((error: unknown) => FINAL.has(codeOf(error)) && fail(error));
  };
  const subscribe = (): void => {
    subscription.unsubscribe();
    subscription = client.overview.subscribe.subscribe(
      {},
      {
        onData({ data }) {
          followed = follow(followed, data);
          if (followed === null) return subscribe();
          heard.deck = followed.view;
          wake();
        },
        onError: fail,
        onConnectionStateChange({ state, error }) {
          if (state === "pending") onLink?.("open");
          if (state !== "connecting" || error === null) return;
          onLink?.("lost");
          askWhy();
        },
      },
    );
  };
  const stop = (): void => wake();
  signal?.addEventListener("abort", stop, { once: true });
  subscribe();
  try {
    while (signal?.aborted !== true) {
      const { deck, failure } = heard;
      if (failure !== null) throw failure.error;
      heard.deck = null;
      if (deck !== null) yield deck;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    subscription.unsubscribe();
  }
}
