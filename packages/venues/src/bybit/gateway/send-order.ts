import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { OrderIntent } from "@evenkeel/core/order";
import type { VenueEffect } from "@evenkeel/core/ports";
import type { Quantity } from "@evenkeel/core/units";
import { decode } from "../../common/decode/json.ts";
import { type Market, priceToWire, quantityToWire } from "../../common/market/market.ts";
import { failure, malformed } from "../../common/transport/failure.ts";
import type { Parameters } from "../../common/transport/rest.ts";
import { type Client, stamp } from "../client/client.ts";
import { categoryOf } from "../market.ts";
import { parseTaken } from "../parse/orders.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import { findOrder } from "./query-order.ts";

function typeOf({ style }: OrderIntent): Parameters {
  switch (style) {
    case "immediate":
      return { orderType: "Limit", timeInForce: "IOC" };
    case "post-only":
      return { orderType: "Limit", timeInForce: "PostOnly" };
    case "resting":
      return { orderType: "Limit", timeInForce: "GTC" };
    case "market":
      return { orderType: "Market", timeInForce: "IOC" };
  }
}

/** Flags go as texts: ccxt's parameters are texts and numbers, and the venue takes them so. */
function orderParameters(intent: OrderIntent, market: Market): Parameters {
  const category = categoryOf(market);
  const common = {
    category,
    symbol: market.symbol,
    side: intent.side === "buy" ? "Buy" : "Sell",
    ...typeOf(intent),
    qty: quantityToWire(market, intent.quantity),
    ...(intent.style === "market" ? {} : { price: priceToWire(market, intent.priceLimit) }),
    orderLinkId: intent.clientOrderId,
  };
  // Without a loan, whatever the account may borrow; and counted in the coin, which a market buy is not by itself.
  if (category === "spot")
    return { ...common, isLeverage: 0, ...(intent.style === "market" ? { marketUnit: "baseCoin" } : {}) };
  return { ...common, positionIdx: 0, ...(intent.reduceOnly ? { reduceOnly: "true" } : {}) };
}

/** Refused or unknown: only a failure that leaves the outcome open leaves the order open. */
const outcome = (intent: OrderIntent, found: VenueFailure, client: Client): ColdEvent => ({
  kind: found.kind === "connectivity" ? "unknown" : "refused",
  clientOrderId: intent.clientOrderId,
  failure: found,
  ...stamp(client),
});

type Send = Extract<VenueEffect, { kind: "send" }>;

/**
 * One send of one attempt, signed with the time its lease was checked. Never waits for weight, never tries again. The
 * venue's answer says that it took the order and nothing more; what became of it is asked once, and where that does
 * not come the order is open until somebody asks again.
 */
export async function sendOrder(client: Client, { intent, checkedAt }: Send): Promise<ColdEvent> {
  const { clientOrderId } = intent;
  const market = client.markets.byIndex.get(intent.instrument);
  if (market === undefined) return outcome(intent, failure("refusal", "no-instrument", "not in the catalogue"), client);
  if (intent.quantity % market.factor !== 0)
    return outcome(
      intent,
      failure("refusal", "no-whole-contract", "the quantity is no whole number of contracts"),
      client,
    );
  const answer = await client.rest.call(ENDPOINTS.order, orderParameters(intent, market), {
    priority: intent.purpose === "enter" ? "enter" : "close",
    timeoutMs: client.options.sendTimeoutMs,
    waitMsMax: 0,
    signedAt: checkedAt,
  });
  if (!answer.ok) return outcome(intent, answer.error, client);
  const taken = decode(() => parseTaken(answer.value, clientOrderId));
  if (!taken.ok) return outcome(intent, malformed(taken.error), client);
  const found = await findOrder(client, market, clientOrderId);
  const open = { clientOrderId, venueOrderId: taken.value, status: "open", executedQuantity: 0 as Quantity } as const;
  const report = (found.ok ? found.value : null) ?? open;
  return { kind: "acknowledged", clientOrderId, report, fills: [], ...stamp(client) };
}
