import type { Fill, OrderReport } from "@evenkeel/core/events";
import { asset } from "@evenkeel/core/ids";
import { venueTime, ZERO } from "@evenkeel/core/units";
import { amountOf, type Fields, fields, flag, idText, integer, Malformed, text } from "../../common/decode/json.ts";
import { type Market, type Markets, priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import type { OrderName } from "../client/client.ts";
import { BINANCE } from "./catalogue.ts";
import { orderName, orderStatus } from "./orders.ts";

/** What the WebSocket API of spot says on the connection that subscribed to the account. */
export type SpotNews =
  | { readonly kind: "subscribed" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "ended" }
  | { readonly kind: "order"; readonly fill: Fill | null; readonly report: OrderReport | null; readonly timeMs: number }
  | { readonly kind: "other" };

const STATUS_OK = 200;
const REASON_LENGTH_MAX = 200;

/**
 * Answers to what was asked, and events of the one subscription.
 * https://developers.binance.com/docs/binance-spot-api-docs/user-data-stream
 */
export function parseSpotNews(frame: unknown, markets: Markets): SpotNews {
  const row = fields(frame, "frame");
  if (row["event"] !== undefined) return parseEvent(fields(row["event"], "event"), markets);
  const status = integer(row, "status");
  if (status === STATUS_OK) return { kind: "subscribed" };
  const error = fields(row["error"], "error");
  return { kind: "refused", reason: `${String(error["code"])} ${String(error["msg"])}`.slice(0, REASON_LENGTH_MAX) };
}

function parseEvent(event: Fields, markets: Markets): SpotNews {
  const name = event["e"];
  if (name === "eventStreamTerminated") return { kind: "ended" };
  if (name !== "executionReport") return { kind: "other" };
  const symbol = text(event, "s");
  const market = markets.spot.get(symbol);
  if (market === undefined) throw new Malformed(`an order in ${symbol}, which the catalogue does not have`);
  // A cancel has an id of its own; the order it ended stands beside it.
  const cancelled = text(event, "C");
  const named = orderName(cancelled === "" ? text(event, "c") : cancelled);
  const { clientOrderId } = named;
  const report: OrderReport | null =
    clientOrderId === null
      ? null
      : {
          clientOrderId,
          venueOrderId: idText(event, "i"),
          status: orderStatus(text(event, "X")),
          executedQuantity: quantityFromWire(market, text(event, "z"), "z"),
        };
  const fill = text(event, "x") === "TRADE" ? tradeOf(event, market, named) : null;
  return { kind: "order", fill, report, timeMs: integer(event, "E") };
}

const tradeOf = (event: Fields, market: Market, name: OrderName): Fill => ({
  venue: BINANCE,
  instrument: market.instrument.index,
  tradeId: idText(event, "t"),
  ...name,
  venueOrderId: idText(event, "i"),
  side: text(event, "S") === "BUY" ? "buy" : "sell",
  price: priceFromWire(market, text(event, "L"), "L"),
  quantity: quantityFromWire(market, text(event, "l"), "l"),
  quote: amountOf(event, "Y"),
  fee: amountOf(event, "n"),
  feeAsset: asset(text(event, "N")),
  realisedProfit: ZERO,
  maker: flag(event, "m"),
  venueTimeMs: venueTime(integer(event, "T")),
});
