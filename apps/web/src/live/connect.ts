import { type EngineRouter, tokenFirst } from "@evenkeel/api/client";
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from "@trpc/client";
import { errorOf, failureText, webClient } from "../trpc/webClient.ts";
import type { DeckStore } from "./deckStore.ts";

const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 5_000;
const PING_INTERVAL_MS = 4_000;
const PONG_TIMEOUT_MS = 3_000;
const SESSION_CODES = new Set(["UNAUTHENTICATED", "SESSION_ENDED"]);

export type EngineClient = TRPCClient<EngineRouter>;
const clientOver = (socket: ReturnType<typeof createWSClient>): EngineClient =>
  createTRPCClient<EngineRouter>({ links: [wsLink({ client: socket })] });

export type EngineLink = {
  readonly open: () => void;
  readonly close: () => void;
  /** null while closed. */
  readonly client: () => EngineClient | null;
};

type Opened = { readonly client: EngineClient; readonly close: () => void };

/** One socket per tab; a fresh token at every opening; deltas replayed from the last one seen. */
export function createEngineLink(url: string, store: DeckStore): EngineLink {
  let opened: Opened | null = null;
  return {
    open() {
      opened ??= openSocket(url, store);
    },
    close() {
      opened?.close();
      opened = null;
    },
    client: () => opened?.client ?? null,
  };
}

function openSocket(url: string, store: DeckStore): Opened {
  const offline = (cause: "engine" | "dashboard"): void => {
    if (store.get().link.kind !== "ended") store.setLink({ kind: "offline", sinceMs: Date.now(), cause });
  };

  const mint = async (): Promise<string> => {
    try {
      return (await webClient.engineToken.mint.mutate()).token;
    } catch (error) {
      const known = errorOf(error);
      if (known !== null && SESSION_CODES.has(known.code)) {
        store.setLink({ kind: "ended", why: known.code === "SESSION_ENDED" ? failureText(error) : null });
        void socket.close();
      } else offline("dashboard");
      throw error;
    }
  };

  const socket = createWSClient({
    ...tokenFirst(url, mint),
    keepAlive: { enabled: true, intervalMs: PING_INTERVAL_MS, pongTimeoutMs: PONG_TIMEOUT_MS },
    retryDelayMs: (attempt) => Math.min(RETRY_MS_MIN * 2 ** attempt, RETRY_MS_MAX),
    onClose: () => offline("engine"),
    onError: () => offline("engine"),
  });
  const client = clientOver(socket);

  let subscription: { unsubscribe: () => void } | null = null;
  const subscribe = (): void => {
    subscription?.unsubscribe();
    subscription = client.overview.subscribe.subscribe(
      {},
      {
        onData: ({ data }) => {
          if (!store.take(data, Date.now())) subscribe();
        },
        onError: () => offline("engine"),
      },
    );
  };
  subscribe();

  return {
    client,
    close() {
      subscription?.unsubscribe();
      void socket.close();
    },
  };
}
