import type { ColdEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { CODE_NOTHING_TO_CANCEL } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** Spot calls an empty book an unknown order; nothing to cancel is what was wanted. */
export async function cancelOpenOrders(client: Client, instrument: InstrumentIndex): Promise<ColdEvent> {
  const failed = { kind: "effect-failed", effect: "cancel-open-orders", instrument } as const;
  const market = client.markets.byIndex.get(instrument);
  if (market === undefined)
    return { ...failed, failure: failure("refusal", "no-instrument", "not in the catalogue"), ...stamp(client) };
  const endpoint = market.instrument.kind === "spot" ? ENDPOINTS.spotCancelAll : ENDPOINTS.futuresCancelAll;
  const cancelled = await read(client, endpoint, { symbol: market.symbol }, "close", () => true, 0);
  if (!cancelled.ok && cancelled.error.code !== CODE_NOTHING_TO_CANCEL)
    return { ...failed, failure: cancelled.error, ...stamp(client) };
  return { kind: "open-orders-cancelled", instrument, ...stamp(client) };
}
