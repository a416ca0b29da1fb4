import { tracked } from "@trpc/server";
import type { EngineContext } from "../engine/context.ts";
import { ApiError } from "../errors/index.ts";

/** A client that leaves this much lying is dropped: every event is its own, none may be left out for it. */
export const BACKLOG_BYTES_MAX = 1_048_576;

/** Batches: a snapshot in one piece, then what came. The id is that of the last event in it. */
export async function* watchEvents(
  context: Pick<EngineContext, "events" | "backlogBytes" | "takeSubscription">,
  lastEventId: string | null,
  signal: AbortSignal,
) {
  const { events, backlogBytes } = context;
  const giveBack = context.takeSubscription();
  const leave = events.join();
  try {
    let last = lastEventId;
    while (!signal.aborted) {
      const sequence = events.sequence();
      const waiting = backlogBytes();
      if (waiting > BACKLOG_BYTES_MAX)
        throw new ApiError("TOO_SLOW", "this client does not take what it is sent", { waitingBytes: waiting });
      const batch = events.since(last);
      if (batch !== null) {
        last = batch.id;
        yield tracked(batch.id, batch.events);
      }
      await events.after(sequence, signal);
    }
  } finally {
    leave();
    giveBack();
  }
}
