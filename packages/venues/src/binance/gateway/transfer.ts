import type { ColdEvent, TransferIntent, VenueFailure, Wallet } from "@evenkeel/core/events";
import type { VenueEffect } from "@evenkeel/core/ports";
import { formatAmount } from "@evenkeel/core/units";
import { failure } from "../../common/transport/failure.ts";
import type { Endpoint, Parameters } from "../../common/transport/rest.ts";
import { type Client, stamp } from "../client/client.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { ENDPOINTS, TRANSFER_TYPES } from "../quirks/endpoints.ts";

type Request = { readonly endpoint: Endpoint; readonly parameters: Parameters };

const typeOf = (from: Wallet, to: Wallet): string | undefined =>
  TRANSFER_TYPES.find((each) => each.from === from && each.to === to)?.type;

/** `null` where this venue has no such way. */
function requestOf(client: Client, { from, to, asset, amount }: TransferIntent): Request | null {
  if (to.kind === "wallet") {
    const type = typeOf(from, to.wallet);
    const parameters = { asset, amount: formatAmount(amount) };
    return type === undefined ? null : { endpoint: ENDPOINTS.transfer, parameters: { type, ...parameters } };
  }
  const market = client.markets.byIndex.get(to.instrument);
  if (market?.instrument.kind !== "perpetual" || from !== market.instrument.wallet) return null;
  const parameters = { symbol: market.symbol, amount: formatAmount(amount), type: 1 };
  return { endpoint: ENDPOINTS.positionMargin, parameters };
}

/** One try, signed with the time its lease was checked. What it did to the balances the income rows say. */
export async function transfer(
  client: Client,
  { intent, checkedAt }: Extract<VenueEffect, { kind: "transfer" }>,
): Promise<ColdEvent> {
  const told = { venue: BINANCE, id: intent.id };
  const failed = (found: VenueFailure): ColdEvent => {
    const kind = found.kind === "connectivity" ? "transfer-unknown" : "transfer-refused";
    return { kind, ...told, failure: found, ...stamp(client) };
  };
  const request = requestOf(client, intent);
  if (request === null) return failed(failure("refusal", "no-way", "not between these"));
  const answer = await client.rest.call(request.endpoint, request.parameters, {
    priority: "close",
    timeoutMs: client.options.sendTimeoutMs,
    waitMsMax: 0,
    signedAt: checkedAt,
  });
  return answer.ok ? { kind: "transferred", ...told, ...stamp(client) } : failed(answer.error);
}
