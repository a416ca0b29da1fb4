import type { OpenOrder, OrderReport } from "@evenkeel/core/events";
import { type ClientOrderId, parseClientOrderId } from "@evenkeel/core/ids";
import { type Fields, Malformed, meaningOf, text } from "../../common/decode/json.ts";
import { type Market, quantityFromWire } from "../../common/market/market.ts";
import { pageOf, resultOf } from "./answer.ts";

/** docs/v5/enum#orderstatus. On contracts a cancelled order may have been filled in part; spot has a word for that. */
const STATUS: Readonly<Record<string, OrderReport["status"]>> = {
  New: "open",
  PartiallyFilled: "open",
  Untriggered: "open",
  Triggered: "open",
  Filled: "filled",
  Cancelled: "ended",
  PartiallyFilledCanceled: "ended",
  Deactivated: "ended",
  Rejected: "rejected",
};

export const ourOrderId = (id: string): ClientOrderId | null =>
  parseClientOrderId(id) === null ? null : (id as ClientOrderId);

export function reportOf(row: Fields, market: Market, clientOrderId: ClientOrderId): OrderReport {
  const word = text(row, "orderStatus");
  const status = meaningOf(STATUS, word);
  if (status === undefined) throw new Malformed(`order status ${word.slice(0, 40)} is unknown`);
  return {
    clientOrderId,
    venueOrderId: text(row, "orderId"),
    status,
    executedQuantity: quantityFromWire(market, text(row, "cumExecQty"), "cumExecQty"),
  };
}

/** The venue's id of an order it took; what became of it is told elsewhere. */
export function parseTaken(answer: unknown, clientOrderId: ClientOrderId): string {
  const result = resultOf(answer);
  if (text(result, "orderLinkId") !== clientOrderId) throw new Malformed("the answer is about another order");
  return text(result, "orderId");
}

/** The order of this name, or nothing: a list without it is this venue's way to say that it knows none. */
export function parseOrder(answer: unknown, market: Market, clientOrderId: ClientOrderId): OrderReport | null {
  const named = pageOf(answer).rows.filter((row) => text(row, "orderLinkId") === clientOrderId);
  const [row] = named;
  return row === undefined ? null : reportOf(row, market, clientOrderId);
}

export type OpenOrderPage = { readonly orders: readonly OpenOrder[]; readonly cursor: string };

export function parseOpenOrders(answer: unknown, markets: ReadonlyMap<string, Market>): OpenOrderPage {
  const { rows, cursor } = pageOf(answer);
  const orders = rows.flatMap((row) => {
    const market = markets.get(text(row, "symbol"));
    if (market === undefined) return [];
    const venueOrderId = text(row, "orderId");
    // One made on the venue's page has no name of its own.
    const clientOrderId = text(row, "orderLinkId") || venueOrderId;
    return [{ clientOrderId, venueOrderId, instrument: market.instrument.index }];
  });
  return { orders, cursor };
}
