import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { ClientOrderId, InstrumentIndex } from "@evenkeel/core/ids";
import { failure } from "../../common/transport/failure.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { parseOrderReport, parseTrades } from "../parse/orders.ts";
import { CODE_ORDER_ABSENT } from "../quirks/codes.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const TRADES_MAX = 1_000;

/** The venue's word about one order by our id, with its trades. An answer waits for no later window. */
export async function queryOrder(
  client: Client,
  clientOrderId: ClientOrderId,
  instrument: InstrumentIndex,
): Promise<ColdEvent> {
  const failed = (found: VenueFailure): ColdEvent => ({
    kind: "order-query-failed",
    clientOrderId,
    failure: found,
    ...stamp(client),
  });
  const market = client.markets.byIndex.get(instrument);
  if (market === undefined) return failed(failure("refusal", "no-instrument", "not in the catalogue"));
  const isSpot = market.instrument.kind === "spot";
  const { symbol } = market;
  const report = await read(
    client,
    isSpot ? ENDPOINTS.spotOrderQuery : ENDPOINTS.futuresOrderQuery,
    { symbol, origClientOrderId: clientOrderId },
    "query",
    (answer) => parseOrderReport(answer, market, clientOrderId),
    0,
  );
  if (!report.ok && report.error.kind === "refusal" && report.error.code === CODE_ORDER_ABSENT)
    return { kind: "order-not-found", clientOrderId, ...stamp(client) };
  if (!report.ok) return failed(report.error);
  client.orderNames.set(instrument, report.value.venueOrderId, { clientOrderId, origin: "order" });
  if (report.value.executedQuantity === 0)
    return { kind: "order-found", clientOrderId, report: report.value, fills: [], ...stamp(client) };
  const trades = await read(
    client,
    isSpot ? ENDPOINTS.spotTrades : ENDPOINTS.futuresTrades,
    { symbol, orderId: report.value.venueOrderId, limit: TRADES_MAX },
    "query",
    (answer) => parseTrades(answer, market),
    0,
  );
  if (!trades.ok) return failed(trades.error);
  const fills = trades.value
    .filter(({ venueOrderId }) => venueOrderId === report.value.venueOrderId)
    .map((fill) => ({ ...fill, clientOrderId }));
  return { kind: "order-found", clientOrderId, report: report.value, fills, ...stamp(client) };
}
