import type { WebRouter } from "@evenkeel/api/web";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { NotConfirmed } from "../confirm/notConfirmed.ts";

const CALLS_PER_BATCH_MAX = 10;

/** The dashboard's own router, same origin. */
export const webClient = createTRPCClient<WebRouter>({
  links: [httpBatchLink({ url: "/api/trpc", maxItems: CALLS_PER_BATCH_MAX })],
});

export type KnownError = {
  readonly code: string;
  readonly message: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** The coded error of a failed call; null when nothing answered at all. */
export function errorOf(error: unknown): KnownError | null {
  if (error instanceof NotConfirmed) return { code: "NOT_CONFIRMED", message: error.message, detail: {} };
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as
    | { code?: unknown; issues?: readonly { text: string }[]; detail?: KnownError["detail"] }
    | undefined;
  if (typeof data?.code !== "string") return null;
  return { code: data.code, message: data.issues?.[0]?.text ?? error.message, detail: data.detail ?? {} };
}

/** As a sentence. */
export function failureText(error: unknown): string {
  const known = errorOf(error);
  if (known === null) return "The server did not answer. Try again.";
  const until = known.detail["untilMs"];
  const wait = typeof until === "number" ? ` (${Math.max(1, Math.ceil((until - Date.now()) / 1_000))} s)` : "";
  return `${known.message.charAt(0).toUpperCase()}${known.message.slice(1)}${wait}.`;
}
