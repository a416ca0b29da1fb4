import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { OrderIntent } from "@evenkeel/core/order";
import type { VenueEffect } from "@evenkeel/core/ports";
import { decode } from "../../common/decode/json.ts";
import { type Market, priceToWire, quantityToWire } from "../../common/market/market.ts";
import { failure, malformed } from "../../common/transport/failure.ts";
import type { Parameters } from "../../common/transport/rest.ts";
import { type Client, stamp } from "../client/client.ts";
import { parseOrderReport, parseReplyFills } from "../parse/orders.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** Post-only has a type of its own on spot and a time in force of its own on futures. */
function typeOf({ style }: OrderIntent, { instrument }: Market): Parameters {
  switch (style) {
    case "immediate":
      return { type: "LIMIT", timeInForce: "IOC" };
    case "post-only":
      return instrument.kind === "spot" ? { type: "LIMIT_MAKER" } : { type: "LIMIT", timeInForce: "GTX" };
    case "resting":
      return { type: "LIMIT", timeInForce: "GTC" };
    case "market":
      return { type: "MARKET" };
  }
}

function orderParameters(intent: OrderIntent, market: Market): Parameters {
  const common = {
    symbol: market.symbol,
    side: intent.side === "buy" ? "BUY" : "SELL",
    ...typeOf(intent, market),
    quantity: quantityToWire(market, intent.quantity),
    ...(intent.style === "market" ? {} : { price: priceToWire(market, intent.priceLimit) }),
    newClientOrderId: intent.clientOrderId,
  };
  if (market.instrument.kind === "spot") return { ...common, newOrderRespType: "FULL" };
  const reduce = intent.reduceOnly ? { reduceOnly: "true" } : {};
  return { ...common, ...reduce, newOrderRespType: "RESULT" };
}

/** Refused or unknown: only a failure that leaves the outcome open leaves the order open. */
const outcome = (intent: OrderIntent, found: VenueFailure, client: Client): ColdEvent => ({
  kind: found.kind === "connectivity" ? "unknown" : "refused",
  clientOrderId: intent.clientOrderId,
  failure: found,
  ...stamp(client),
});

type Send = Extract<VenueEffect, { kind: "send" }>;

/** One send of one attempt, signed with the time its lease was checked. Never waits for weight, never tries again. */
export async function sendOrder(client: Client, { intent, checkedAt }: Send): Promise<ColdEvent> {
  const market = client.markets.byIndex.get(intent.instrument);
  if (market === undefined) return outcome(intent, failure("refusal", "no-instrument", "not in the catalogue"), client);
  if (intent.quantity % market.factor !== 0)
    return outcome(
      intent,
      failure("refusal", "no-whole-contract", "the quantity is no whole number of contracts"),
      client,
    );
  client.traded.add(intent.instrument);
  const endpoint = market.instrument.kind === "spot" ? ENDPOINTS.spotOrder : ENDPOINTS.futuresOrder;
  const answer = await client.rest.call(endpoint, orderParameters(intent, market), {
    priority: intent.purpose === "enter" ? "enter" : "close",
    timeoutMs: client.options.sendTimeoutMs,
    waitMsMax: 0,
    signedAt: checkedAt,
  });
  if (!answer.ok) return outcome(intent, answer.error, client);
  const parsed = decode(() => ({
    report: parseOrderReport(answer.value, market, intent.clientOrderId),
    fills: parseReplyFills(answer.value, market, intent),
  }));
  if (!parsed.ok) return outcome(intent, malformed(parsed.error), client);
  const { clientOrderId } = intent;
  client.orderNames.set(intent.instrument, parsed.value.report.venueOrderId, { clientOrderId, origin: "order" });
  return { kind: "acknowledged", clientOrderId: intent.clientOrderId, ...parsed.value, ...stamp(client) };
}
