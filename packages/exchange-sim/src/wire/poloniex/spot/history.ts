import { openOrdersOf } from "../../../order/cancel.ts";
import { isOpen, type Order, type Trade } from "../../../order/order.ts";
import { fixed } from "../../format.ts";
import { money, price } from "../format.ts";
import { clientIdOf, stateOf } from "../order-text.ts";
import { type PageNames, pageAsked, pageOf } from "../page.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { type RouteContext, type Routes, signed } from "../request.ts";
import { findSpotOrder, limitedTo, printOrder } from "./order.ts";

/** Newest first, unless a page forward from an id is asked for. */
export const HISTORY_PAGE: PageNames = {
  start: "startTime",
  end: "endTime",
  direction: "direction",
  back: "PRE",
  forwardUsual: false,
  limitUsual: 100,
  limitMax: 1_000,
};
const OPENS: PageNames = { ...HISTORY_PAGE, limitUsual: 500, limitMax: 2_000 };

function orderPage(context: RouteContext, orders: readonly Order[], names: PageNames): Outcome {
  const instrument = limitedTo(context);
  if (instrument === undefined) return refuse(ERRORS.spot.symbol);
  const asked = pageAsked(context.params, names);
  if (typeof asked === "string") return refuse(ERRORS.spot.parameter(asked));
  const side = (context.params.get("side") ?? "").toUpperCase();
  const kept = orders.filter(
    (order) =>
      order.market === "spot" &&
      (instrument === null || order.instrument === instrument.index) &&
      (side === "" || order.side === side),
  );
  return body(pageOf(kept, (order) => order.createdMs, asked).map((order) => printOrder(context.state, order)));
}

const opens = (context: RouteContext): Outcome =>
  orderPage(context, openOrdersOf(context.state, context.account, "spot", null), OPENS);

function history(context: RouteContext): Outcome {
  const states = (context.params.get("states") ?? "").split(",").filter((each) => each !== "");
  const type = (context.params.get("type") ?? "").toUpperCase();
  const ended = [...context.account.orders.values()].filter(
    (order) =>
      !isOpen(order) &&
      (states.length === 0 || states.includes(stateOf(order))) &&
      (type === "" || order.type === type),
  );
  return orderPage(context, ended, HISTORY_PAGE);
}

function printTrade({ state, account }: RouteContext, trade: Trade): Record<string, unknown> {
  const spot = state.world.instruments[trade.instrument]?.spot;
  const order = account.orders.get(trade.orderId);
  if (spot === undefined) return {};
  return {
    id: String(trade.id),
    symbol: spot.symbol,
    accountType: "SPOT",
    orderId: String(trade.orderId),
    side: trade.side,
    type: order?.type ?? "LIMIT",
    matchRole: trade.maker ? "MAKER" : "TAKER",
    createTime: trade.timeMs,
    price: price(spot, trade.price),
    quantity: fixed(trade.quantity, spot.quantityScale),
    amount: money(trade.quote),
    feeCurrency: trade.commissionAsset,
    feeAmount: money(trade.commission),
    pageId: String(trade.id),
    clientOrderId: order === undefined ? "" : (clientIdOf(order) ?? ""),
  };
}

function trades(context: RouteContext): Outcome {
  const symbols = (context.params.get("symbols") ?? "").split(",").filter((each) => each !== "");
  const indices = symbols.map((symbol) => context.session.symbols.spot.get(symbol));
  if (indices.includes(undefined)) return refuse(ERRORS.spot.symbol);
  const asked = pageAsked(context.params, HISTORY_PAGE);
  if (typeof asked === "string") return refuse(ERRORS.spot.parameter(asked));
  const kept = context.account.spotTrades.filter((trade) => indices.length === 0 || indices.includes(trade.instrument));
  return body(pageOf(kept, (trade) => trade.timeMs, asked).map((trade) => printTrade(context, trade)));
}

function orderTrades(context: RouteContext): Outcome {
  const id = context.params.get("id") ?? "";
  const order = /^\d{1,15}$/.test(id)
    ? findSpotOrder(context, { orderId: Number(id), clientOrderId: null })
    : undefined;
  if (order === undefined) return refuse(ERRORS.spot.noOrder);
  const kept = context.account.spotTrades.filter((trade) => trade.orderId === order.id);
  return body(kept.map((trade) => printTrade(context, trade)));
}

export const SPOT_HISTORY_ROUTES: Routes = {
  "GET /orders": signed("spot", 50, opens),
  "GET /orders/history": signed("spot", 10, history),
  "GET /trades": signed("spot", 10, trades),
  "GET /orders/{id}/trades": signed("spot", 50, orderTrades),
};
