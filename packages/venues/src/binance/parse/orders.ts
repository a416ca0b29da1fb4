import type { Fill, OpenOrder, OrderReport } from "@evenkeel/core/events";
import { asset, type ClientOrderId, parseClientOrderId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import { type Amount, notional, venueTime, ZERO } from "@evenkeel/core/units";
import {
  amountOf,
  type Fields,
  fields,
  flag,
  idText,
  integer,
  list,
  Malformed,
  meaningOf,
  text,
} from "../../common/decode/json.ts";
import { type Market, type Markets, priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import type { OrderName } from "../client/client.ts";
import { BINANCE } from "./catalogue.ts";

const STATUS: Readonly<Record<string, OrderReport["status"]>> = {
  NEW: "open",
  PARTIALLY_FILLED: "open",
  PENDING_CANCEL: "open",
  FILLED: "filled",
  CANCELED: "ended",
  EXPIRED: "ended",
  EXPIRED_IN_MATCH: "ended",
  REJECTED: "rejected",
};

export function orderStatus(word: string): OrderReport["status"] {
  const status = meaningOf(STATUS, word);
  if (status === undefined) throw new Malformed(`order status ${word.slice(0, 40)} is unknown`);
  return status;
}

export const ourOrderId = (id: string): ClientOrderId | null =>
  parseClientOrderId(id) === null ? null : (id as ClientOrderId);

/**
 * Orders the venue makes by itself carry ids of its own: "autoclose-" a liquidation, "adl_autoclose" an
 * auto-deleveraging, "settlement_autoclose-" the end of a contract.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams/Event-Order-Update
 */
export function orderName(id: string): OrderName {
  const origin = id.startsWith("autoclose-")
    ? "liquidation"
    : id.startsWith("adl_autoclose")
      ? "deleveraging"
      : id.startsWith("settlement_autoclose-")
        ? "settlement"
        : null;
  const clientOrderId = ourOrderId(id);
  return { clientOrderId, origin: origin ?? (clientOrderId === null ? "stranger" : "order") };
}

/** A reply about another order than the one asked for proves nothing about ours. */
export function parseOrderReport(answer: unknown, market: Market, clientOrderId: ClientOrderId): OrderReport {
  const row = fields(answer, "order");
  if (text(row, "clientOrderId") !== clientOrderId) throw new Malformed("the answer is about another order");
  return {
    clientOrderId,
    venueOrderId: idText(row, "orderId"),
    status: orderStatus(text(row, "status")),
    executedQuantity: quantityFromWire(market, text(row, "executedQty"), "executedQty"),
  };
}

/** Spot quote amounts have eight digits; a product that needs more was cut by the venue and is not known here. */
const QUOTE_UNIT = 10n ** 10n;

/** Fills named in the answer to a spot order. All or none: with one missing they would not add up. */
export function parseReplyFills(answer: unknown, market: Market, intent: OrderIntent): Fill[] {
  const row = fields(answer, "order");
  if (row["fills"] === undefined) return [];
  const { instrument } = market;
  const venueOrderId = idText(row, "orderId");
  const time = venueTime(integer(row, "transactTime"));
  const fills = list(row["fills"], "fills").map((each): Fill => {
    const fill = fields(each, "fill");
    const price = priceFromWire(market, text(fill, "price"), "price");
    const quantity = quantityFromWire(market, text(fill, "qty"), "qty");
    return {
      venue: BINANCE,
      instrument: instrument.index,
      tradeId: idText(fill, "tradeId"),
      clientOrderId: intent.clientOrderId,
      origin: "order",
      venueOrderId,
      side: intent.side,
      price,
      quantity,
      quote: notional(price, instrument.priceScale, quantity, instrument.quantityScale),
      fee: amountOf(fill, "commission"),
      feeAsset: asset(text(fill, "commissionAsset")),
      realisedProfit: ZERO,
      maker: false,
      venueTimeMs: time,
    };
  });
  return fills.every(({ quote }) => quote % QUOTE_UNIT === 0n) ? fills : [];
}

/** Rows of userTrades and myTrades: the same facts under other names. The client's id is not among them: named later. */
export function parseTrades(answer: unknown, market: Market): Fill[] {
  const isSpot = market.instrument.kind === "spot";
  const fills = list(answer, "trades").map((each): Fill => {
    const row = fields(each, "trade");
    const isBuy = isSpot ? flag(row, "isBuyer") : text(row, "side") === "BUY";
    return {
      venue: BINANCE,
      instrument: market.instrument.index,
      tradeId: idText(row, "id"),
      clientOrderId: null,
      origin: "order",
      venueOrderId: idText(row, "orderId"),
      side: isBuy ? "buy" : "sell",
      price: priceFromWire(market, text(row, "price"), "price"),
      quantity: quantityFromWire(market, text(row, "qty"), "qty"),
      quote: amountOf(row, "quoteQty"),
      fee: amountOf(row, "commission"),
      feeAsset: asset(text(row, "commissionAsset")),
      realisedProfit: isSpot ? ZERO : amountOf(row, "realizedPnl"),
      maker: flag(row, isSpot ? "isMaker" : "maker"),
      venueTimeMs: venueTime(integer(row, "time")),
    };
  });
  return fills.sort((a, b) => (BigInt(a.tradeId) < BigInt(b.tradeId) ? -1 : 1));
}

export function parseOpenOrders(answer: unknown, markets: ReadonlyMap<string, Market>): OpenOrder[] {
  return list(answer, "openOrders").flatMap((each) => {
    const row = fields(each, "openOrder");
    const market = markets.get(text(row, "symbol"));
    if (market === undefined) return [];
    return [
      {
        clientOrderId: text(row, "clientOrderId"),
        venueOrderId: idText(row, "orderId"),
        instrument: market.instrument.index,
      },
    ];
  });
}

export type UserEvent =
  | { readonly kind: "order"; readonly fill: Fill | null; readonly report: OrderReport | null; readonly timeMs: number }
  | { readonly kind: "listen-key-expired" }
  | { readonly kind: "other" };

function tradeOf(order: Fields, market: Market, name: OrderName): Fill {
  const price = priceFromWire(market, text(order, "L"), "L");
  const quantity = quantityFromWire(market, text(order, "l"), "l");
  const { instrument } = market;
  return {
    venue: BINANCE,
    instrument: instrument.index,
    tradeId: idText(order, "t"),
    ...name,
    venueOrderId: idText(order, "i"),
    side: text(order, "S") === "BUY" ? "buy" : "sell",
    price,
    quantity,
    quote: notional(price, instrument.priceScale, quantity, instrument.quantityScale),
    fee: order["n"] === undefined ? (0n as Amount) : amountOf(order, "n"),
    feeAsset: asset(order["N"] === undefined ? instrument.settle : text(order, "N")),
    realisedProfit: amountOf(order, "rp"),
    maker: flag(order, "m"),
    venueTimeMs: venueTime(integer(order, "T")),
  };
}

/** CALCULATED is a liquidation's execution. The list is closed: an unknown execution type is no fill. */
const EXECUTIONS = new Set(["TRADE", "CALCULATED"]);

/** One event of the futures user stream. */
export function parseUserEvent(frame: unknown, markets: Markets): UserEvent {
  const event = fields(frame, "user event");
  const name = event["e"];
  if (name === "listenKeyExpired") return { kind: "listen-key-expired" };
  if (name !== "ORDER_TRADE_UPDATE") return { kind: "other" };
  const order = fields(event["o"], "o");
  const symbol = text(order, "s");
  const market = markets.perpetual.get(symbol);
  if (market === undefined) throw new Malformed(`an order in ${symbol}, which the catalogue does not have`);
  const named = orderName(text(order, "c"));
  const { clientOrderId } = named;
  const report: OrderReport | null =
    clientOrderId === null
      ? null
      : {
          clientOrderId,
          venueOrderId: idText(order, "i"),
          status: orderStatus(text(order, "X")),
          executedQuantity: quantityFromWire(market, text(order, "z"), "z"),
        };
  const fill = EXECUTIONS.has(text(order, "x")) ? tradeOf(order, market, named) : null;
  return { kind: "order", fill, report, timeMs: integer(event, "E") };
}
