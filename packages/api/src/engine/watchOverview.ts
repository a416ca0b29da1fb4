import { tracked } from "@trpc/server";
import type { OverviewEnvelope } from "../delta/index.ts";
import type { EngineContext } from "./context.ts";

/** A client that has not taken this much is left alone until it has; it then gets deltas or one snapshot. */
export const BACKLOG_BYTES_MAX = 1_048_576;

/** The ring is the only queue: a slow client costs a cursor, never memory. */
export async function* watchOverview(
  context: Pick<EngineContext, "live" | "backlogBytes" | "takeSubscription">,
  lastEventId: string | null,
  signal: AbortSignal,
) {
  const { live, backlogBytes } = context;
  const giveBack = context.takeSubscription();
  const leave = live.join();
  try {
    let last = lastEventId;
    while (!signal.aborted) {
      const sequence = live.sequence();
      if (backlogBytes() <= BACKLOG_BYTES_MAX) {
        const envelopes: readonly OverviewEnvelope[] = live.since(last);
        for (const envelope of envelopes) {
          last = live.idOf(envelope);
          yield tracked(last, envelope);
        }
      }
      await live.after(sequence, signal);
    }
  } finally {
    leave();
    giveBack();
  }
}
