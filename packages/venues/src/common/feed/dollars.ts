import type { VenueFailure } from "@evenkeel/core/events";
import type { Asset } from "@evenkeel/core/ids";
import type { EventSink } from "@evenkeel/core/ports";
import type { Result } from "@evenkeel/core/units";
import { stamp, type VenueClient } from "../client/client.ts";

/** Best bid and ask of one market, as floats: a ratio that decides, never a price that is paid. */
export type Touch = { readonly bid: number; readonly ask: number };

/** A poll that found no weight for so long is of no use: the next one comes soon. */
export const DOLLAR_WAIT_MS_MAX = 5_000;

/**
 * What each of a venue's dollar coins costs in USDT, one call each. One that the venue does not list, or does not answer
 * for, is not told; the engine sees it grow old.
 */
export async function readDollars(
  client: Pick<VenueClient, "venue" | "venueNowMs" | "nowMs">,
  sink: EventSink,
  coins: readonly Asset[],
  readTouch: (symbol: string) => Promise<Result<Touch, VenueFailure>>,
): Promise<void> {
  for (const coin of coins) {
    const touch = await readTouch(`${coin}USDT`);
    if (touch.ok) sink({ kind: "dollar-quote", venue: client.venue, coin, ...touch.value, ...stamp(client) });
  }
}
