import type { ColdEvent, Effect } from "@evenkeel/core/events";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { CODE_NOTHING_TO_CANCEL, CODE_ORDER_ABSENT } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

type CancelOrder = Extract<Effect, { kind: "cancel-order" }>;

/** One try to take one order back. The answer says what the order has done by then, and is not believed for its end. */
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
  const endpoint = market.instrument.kind === "spot" ? ENDPOINTS.spotCancel : ENDPOINTS.futuresCancel;
  const name = venueOrderId === undefined ? { origClientOrderId: clientOrderId } : { orderId: venueOrderId };
  const parameters = { symbol: market.symbol, ...name };
  const cancelled = await read(client, endpoint, parameters, "close", () => true, 0);
  if (cancelled.ok) return { kind: "order-cancelled", clientOrderId, ...stamp(client) };
  const { code } = cancelled.error;
  if (code === CODE_NOTHING_TO_CANCEL || code === CODE_ORDER_ABSENT)
    return { kind: "cancel-not-found", clientOrderId, ...stamp(client) };
  return { kind, clientOrderId, failure: cancelled.error, ...stamp(client) };
}
