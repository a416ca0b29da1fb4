import type { ColdEvent, Effect } from "@evenkeel/core/events";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { categoryOf } from "../market.ts";
import { CODES_NOTHING_TO_CANCEL } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

type CancelOrder = Extract<Effect, { kind: "cancel-order" }>;

/** One try to take one order back. The answer says that it was asked, and is not believed for its end. */
export async function cancelOrder(
  client: Client,
  { clientOrderId, instrument, venueOrderId }: CancelOrder,
): Promise<ColdEvent> {
  const market = client.markets.byIndex.get(instrument);
  const kind = "cancel-failed" as const;
  if (market === undefined)
    return {
      kind,
      clientOrderId,
      failure: failure("refusal", "no-instrument", "not in the catalogue"),
      ...stamp(client),
    };
  const name = venueOrderId === undefined ? { orderLinkId: clientOrderId } : { orderId: venueOrderId };
  const parameters = { category: categoryOf(market), symbol: market.symbol, ...name };
  const cancelled = await read(client, ENDPOINTS.cancel, parameters, "close", () => true, 0);
  if (cancelled.ok) return { kind: "order-cancelled", clientOrderId, ...stamp(client) };
  if (CODES_NOTHING_TO_CANCEL.has(cancelled.error.code))
    return { kind: "cancel-not-found", clientOrderId, ...stamp(client) };
  return { kind, clientOrderId, failure: cancelled.error, ...stamp(client) };
}
