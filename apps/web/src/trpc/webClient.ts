import type { WebRouter } from "@evenkeel/api/web";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";

const CALLS_PER_BATCH_MAX = 10;

/** The dashboard's own router, same origin. */
export const webClient = createTRPCClient<WebRouter>({
  links: [httpBatchLink({ url: "/api/trpc", maxItems: CALLS_PER_BATCH_MAX })],
});

/** The coded error of a failed call; null when nothing answered at all. */
export function errorOf(error: unknown): { readonly code: string; readonly message: string } | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as { code?: unknown; issues?: readonly { text: string }[] } | undefined;
  if (typeof data?.code !== "string") return null;
  return { code: data.code, message: data.issues?.[0]?.text ?? error.message };
}
