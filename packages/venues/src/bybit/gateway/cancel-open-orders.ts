import type { ColdEvent } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { categoryOf } from "../market.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** The venue takes an empty book for a success: nothing to cancel is what was wanted. */
export async function cancelOpenOrders(client: Client, instrument: InstrumentIndex): Promise<ColdEvent> {
  const failed = { kind: "effect-failed", effect: "cancel-open-orders", instrument } as const;
  const market = client.markets.byIndex.get(instrument);
  if (market === undefined)
    return { ...failed, failure: failure("refusal", "no-instrument", "not in the catalogue"), ...stamp(client) };
  const parameters = { category: categoryOf(market), symbol: market.symbol };
  const cancelled = await read(client, ENDPOINTS.cancelAll, parameters, "close", () => true, 0);
  if (!cancelled.ok) return { ...failed, failure: cancelled.error, ...stamp(client) };
  return { kind: "open-orders-cancelled", instrument, ...stamp(client) };
}
