import { divideDown, formatFixed, ZERO } from "@evenkeel/core/units";
import type { Answer } from "../../../exchange/apply.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { findOrder, openOrdersOf } from "../../../order/cancel.ts";
import type { Order } from "../../../order/order.ts";
import { fixed, money } from "../format.ts";
import { parsePlace } from "../place.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, type Route, type RouteContext, type Routes } from "../request.ts";
import { pageOf } from "./page.ts";

const signed = (weight: Route["weight"], handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  handle,
  ...more,
});

/** Quote over executed quantity at a few digits more than the tick. */
export function averagePrice(state: ExchangeState, order: Order): string {
  const futures = state.world.instruments[order.instrument]?.futures;
  if (futures === undefined || order.executed === 0) return "0.00";
  const digits = futures.priceScale + 4;
  const shift = 10n ** BigInt(futures.quantityScale + digits);
  return formatFixed(divideDown(order.quote * shift, BigInt(order.executed) * 10n ** 18n), digits);
}

export function printFuturesOrder(state: ExchangeState, order: Order): Record<string, unknown> {
  const futures = state.world.instruments[order.instrument]?.futures;
  const priceScale = futures?.priceScale ?? 0;
  const quantityScale = futures?.quantityScale ?? 0;
  const executed = fixed(order.executed, quantityScale);
  return {
    orderId: order.id,
    symbol: futures?.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: fixed(order.price, priceScale),
    avgPrice: averagePrice(state, order),
    origQty: fixed(order.quantity, quantityScale),
    executedQty: executed,
    cumQuote: money(order.quote),
    timeInForce: order.timeInForce,
    type: order.origin === "liquidation" ? "LIQUIDATION" : order.type,
    reduceOnly: order.reduceOnly && order.positionSide === "BOTH",
    closePosition: false,
    side: order.side,
    positionSide: order.positionSide,
    stopPrice: "0.00",
    workingType: "CONTRACT_PRICE",
    priceProtect: false,
    origType: order.type,
    priceMatch: "NONE",
    selfTradePreventionMode: order.selfTradePrevention,
    goodTillDate: order.goodTillMs,
    time: order.createdMs,
    updateTime: order.updatedMs,
  };
}

/** What a change of an order answers: like a query's row, with what was executed under a second name and no time. */
export function printChanged(state: ExchangeState, order: Order): Record<string, unknown> {
  const { time: _time, executedQty, ...row } = printFuturesOrder(state, order);
  return { ...row, executedQty, cumQty: executedQty };
}

/** An acknowledgement tells only that the order was taken, as the venue's default does. */
export const printAcknowledged = (state: ExchangeState, order: Order): Record<string, unknown> =>
  printChanged(state, { ...order, status: "NEW", executed: 0, quote: ZERO });

function place(context: RouteContext): Outcome {
  const parsed = parsePlace(context, "futures");
  if (!parsed.ok) return refuse(parsed.error);
  const print = context.params.get("newOrderRespType") === "RESULT" ? printChanged : printAcknowledged;
  return {
    kind: "command",
    market: "futures",
    command: parsed.value,
    answer: (answer) => answer.kind === "order" && print(context.state, answer.order),
  };
}

/** The order a request names by `orderId` or `origClientOrderId`. */
function named({ account, params, instrument }: RouteContext): Order | undefined | null {
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  if (instrument === null || (orderId === null && clientOrderId === null)) return null;
  return findOrder(account, "futures", instrument.index, orderId, clientOrderId);
}

function query(context: RouteContext): Outcome {
  const order = named(context);
  if (order === null) return refuse(ERRORS.oneOf("origClientOrderId", "orderId"));
  return order === undefined ? refuse(ERRORS.noSuchOrder) : body(printFuturesOrder(context.state, order));
}

function queryOpen(context: RouteContext): Outcome {
  const order = named(context);
  if (order === null) return refuse(ERRORS.oneOf("origClientOrderId", "orderId"));
  const open = order !== undefined && context.state.resting.has(order.id);
  return open ? body(printFuturesOrder(context.state, order)) : refuse(ERRORS.noSuchOrder);
}

function cancel(context: RouteContext): Outcome {
  const { params, account, state, instrument } = context;
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (orderId === null && clientOrderId === null) return refuse(ERRORS.oneOf("origClientOrderId", "orderId"));
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "cancel",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "futures",
      symbol: instrument.futures.symbol,
      orderId,
      clientOrderId,
    },
    answer: (answer: Answer) => answer.kind === "order" && printChanged(state, answer.order),
  };
}

function cancelAll({ account, state, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "cancel-all",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "futures",
      symbol: instrument.futures.symbol,
    },
    answer: () => ({
      code: 200,
      msg: "The operation of cancel all open order is done.",
    }),
  };
}

function openOrders({ state, account, instrument }: RouteContext): Outcome {
  const orders = openOrdersOf(state, account, "futures", instrument?.index ?? null);
  return body(orders.map((order) => printFuturesOrder(state, order)));
}

function allOrders(context: RouteContext): Outcome {
  const { state, account } = context;
  return body(pageOf(context, account.orders.values(), "orderId").map((order) => printFuturesOrder(state, order)));
}

export const FUTURES_ORDER_ROUTES: Routes = {
  "POST /fapi/v1/order": signed(1, place, { symbol: "required", required: ["side", "type"], orders: 1 }),
  "GET /fapi/v1/order": signed(1, query, { symbol: "required" }),
  "DELETE /fapi/v1/order": signed(1, cancel, { symbol: "required" }),
  "DELETE /fapi/v1/allOpenOrders": signed(1, cancelAll, { symbol: "required" }),
  "GET /fapi/v1/openOrder": signed(1, queryOpen, { symbol: "required" }),
  "GET /fapi/v1/openOrders": signed((params) => ((params.get("symbol") ?? "") === "" ? 40 : 1), openOrders, {
    symbol: "optional",
  }),
  "GET /fapi/v1/allOrders": signed(5, allOrders, { symbol: "required" }),
};
