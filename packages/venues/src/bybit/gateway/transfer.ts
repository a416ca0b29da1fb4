import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { VenueEffect } from "@evenkeel/core/ports";
import { formatAmount } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import { type Client, stamp } from "../client/client.ts";
import { BYBIT } from "../market.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

/** Margin for one isolated position, out of the one wallet there is. One try, signed with the time its lease was checked. */
export async function transfer(
  client: Client,
  { intent, checkedAt }: Extract<VenueEffect, { kind: "transfer" }>,
): Promise<ColdEvent> {
  const told = { venue: BYBIT, id: intent.id };
  const failed = (found: VenueFailure): ColdEvent => {
    const kind = found.kind === "connectivity" ? "transfer-unknown" : "transfer-refused";
    return { kind, ...told, failure: found, ...stamp(client) };
  };
  const market = intent.to.kind === "position" ? client.markets.byIndex.get(intent.to.instrument) : undefined;
  if (market?.instrument.kind !== "perpetual") return failed(failure("refusal", "no-way", "there is one wallet here"));
  const parameters = { category: "linear", symbol: market.symbol, margin: formatAmount(intent.amount), positionIdx: 0 };
  const answer = await client.rest.call(ENDPOINTS.addMargin, parameters, {
    priority: "close",
    timeoutMs: client.options.sendTimeoutMs,
    waitMsMax: 0,
    signedAt: checkedAt,
  });
  return answer.ok ? { kind: "transferred", ...told, ...stamp(client) } : failed(answer.error);
}
