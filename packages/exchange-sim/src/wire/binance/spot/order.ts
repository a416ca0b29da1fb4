import type { Applied } from "../../../exchange/apply.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { findOrder, openOrdersOf } from "../../../order/cancel.ts";
import type { Order } from "../../../order/order.ts";
import { fixedEight, money } from "../format.ts";
import { parsePlace } from "../place.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, limitOf, type Params, type Route, type RouteContext, type Routes } from "../request.ts";

const signed = (weight: Route["weight"], handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "spot",
  handle,
  ...more,
});

function common(state: ExchangeState, order: Order): Record<string, unknown> {
  const spot = state.world.instruments[order.instrument]?.spot;
  const quantityScale = spot?.quantityScale ?? 0;
  return {
    symbol: spot?.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: fixedEight(order.price, spot?.priceScale ?? 0),
    origQty: fixedEight(order.quantity, quantityScale),
    executedQty: fixedEight(order.executed, quantityScale),
    origQuoteOrderQty: money(order.quoteQuantity),
    cummulativeQuoteQty: money(order.quote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    selfTradePreventionMode: order.selfTradePrevention,
  };
}

export const printSpotOrder = (state: ExchangeState, order: Order): Record<string, unknown> => ({
  ...common(state, order),
  stopPrice: "0.00000000",
  icebergQty: "0.00000000",
  time: order.createdMs,
  updateTime: order.updatedMs,
  isWorking: true,
  workingTime: order.createdMs,
});

function printFills(state: ExchangeState, order: Order, applied: Applied): readonly object[] {
  const spot = state.world.instruments[order.instrument]?.spot;
  const fills: object[] = [];
  for (const event of applied.events) {
    if (event.kind !== "order" || event.order.id !== order.id || event.trade === null) continue;
    fills.push({
      price: fixedEight(event.trade.price, spot?.priceScale ?? 0),
      qty: fixedEight(event.trade.quantity, spot?.quantityScale ?? 0),
      commission: money(event.trade.commission),
      commissionAsset: event.trade.commissionAsset,
      tradeId: event.trade.id,
    });
  }
  return fills;
}

function acknowledge(state: ExchangeState, order: Order): Record<string, unknown> {
  return {
    symbol: state.world.instruments[order.instrument]?.spot.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: order.createdMs,
  };
}

/** ACK, RESULT or FULL: by default a post-only order, which cannot trade at once, is only acknowledged. */
export function printPlaced(
  state: ExchangeState,
  order: Order,
  applied: Applied,
  params: Params,
): Record<string, unknown> {
  const detail = params.get("newOrderRespType") ?? (order.type === "LIMIT_MAKER" ? "ACK" : "FULL");
  if (detail === "ACK") return acknowledge(state, order);
  const result = { ...common(state, order), transactTime: order.createdMs, workingTime: order.createdMs };
  return detail === "FULL" ? { ...result, fills: printFills(state, order, applied) } : result;
}

function place(context: RouteContext): Outcome {
  const parsed = parsePlace(context, "spot");
  if (!parsed.ok) return refuse(parsed.error);
  const { state, params } = context;
  return {
    kind: "command",
    market: "spot",
    command: parsed.value,
    answer: (answer, applied) => answer.kind === "order" && printPlaced(state, answer.order, applied, params),
  };
}

function query({ state, account, params, instrument }: RouteContext): Outcome {
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (orderId === null && clientOrderId === null) return refuse(ERRORS.oneOf("origClientOrderId", "orderId"));
  const order = findOrder(account, "spot", instrument.index, orderId, clientOrderId);
  return order === undefined ? refuse(ERRORS.noSuchOrder) : body(printSpotOrder(state, order));
}

/** A cancellation has an id of its own. */
export const printCancelled = (state: ExchangeState, order: Order, id: string): Record<string, unknown> => ({
  ...common(state, order),
  origClientOrderId: order.clientOrderId,
  clientOrderId: id === "" ? `cancel-${order.id}` : id,
  transactTime: order.updatedMs,
});

function cancel({ state, account, params, instrument }: RouteContext): Outcome {
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (orderId === null && clientOrderId === null) return refuse(ERRORS.oneOf("origClientOrderId", "orderId"));
  const newId = params.get("newClientOrderId") ?? "";
  return {
    kind: "command",
    market: "spot",
    command: {
      kind: "cancel",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "spot",
      symbol: instrument.spot.symbol,
      orderId,
      clientOrderId,
    },
    answer: (answer) => answer.kind === "order" && printCancelled(state, answer.order, newId),
  };
}

/** Binance's spot refuses to cancel all when there is nothing to cancel. */
function cancelAll({ state, account, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (openOrdersOf(state, account, "spot", instrument.index).length === 0) return refuse(ERRORS.unknownOrder);
  return {
    kind: "command",
    market: "spot",
    command: {
      kind: "cancel-all",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "spot",
      symbol: instrument.spot.symbol,
    },
    answer: (answer) => answer.kind === "orders" && answer.orders.map((order) => printCancelled(state, order, "")),
  };
}

function openOrders({ state, account, instrument }: RouteContext): Outcome {
  const orders = openOrdersOf(state, account, "spot", instrument?.index ?? null);
  return body(orders.map((order) => printSpotOrder(state, order)));
}

function allOrders({ state, account, params, instrument }: RouteContext): Outcome {
  const fromId = integerOf(params, "orderId");
  const startMs = integerOf(params, "startTime") ?? 0;
  const endMs = integerOf(params, "endTime") ?? Number.MAX_SAFE_INTEGER;
  const limit = limitOf(params, 500, 1_000);
  const orders = [...account.orders.values()].filter(
    (order) =>
      order.market === "spot" &&
      order.instrument === instrument?.index &&
      order.id >= (fromId ?? 0) &&
      order.createdMs >= startMs &&
      order.createdMs <= endMs,
  );
  const page = fromId === null ? orders.slice(-limit) : orders.slice(0, limit);
  return body(page.map((order) => printSpotOrder(state, order)));
}

export const SPOT_ORDER_ROUTES: Routes = {
  "POST /api/v3/order": signed(1, place, { symbol: "required", required: ["side", "type"], orders: 1 }),
  "GET /api/v3/order": signed(4, query, { symbol: "required" }),
  "DELETE /api/v3/order": signed(1, cancel, { symbol: "required" }),
  "GET /api/v3/openOrders": signed((params) => ((params.get("symbol") ?? "") === "" ? 80 : 6), openOrders, {
    symbol: "optional",
  }),
  "DELETE /api/v3/openOrders": signed(1, cancelAll, { symbol: "required" }),
  "GET /api/v3/allOrders": signed(20, allOrders, { symbol: "required" }),
};
