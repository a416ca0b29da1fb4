import { leverageOf, marginTypeOf } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { findOrder, openOrdersOf } from "../../../order/cancel.ts";
import { isOpen, type Order } from "../../../order/order.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { contractsText } from "../contract.ts";
import { money, price } from "../format.ts";
import { averagePrice, cancelReason, type Fees, feesOf, futuresClientId, orderName, stateOf } from "../order-text.ts";
import { type PageNames, pageAsked, pageOf } from "../page.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { instrumentOf, type RouteContext, type Routes, signed } from "../request.ts";

const { parameter, symbol: badSymbol, noOrder } = ERRORS.futures;

const SOURCES: Readonly<Record<Order["origin"], string>> = {
  account: "API",
  liquidation: "LIQUIDATION",
  deleveraging: "ADL",
  settlement: "SYSTEM",
};

/** The fields that REST and the private channel have in common. */
export function commonFields(state: ExchangeState, order: Order, fees: Fees | undefined): Record<string, unknown> {
  const futures = state.world.instruments[order.instrument]?.futures;
  const account = state.accounts.get(order.account);
  if (futures === undefined || account === undefined) return {};
  const reason = cancelReason(order);
  return {
    symbol: futures.symbol,
    side: order.side,
    type: order.type,
    mgnMode: marginTypeOf(account, order.instrument) === "ISOLATED" ? "ISOLATED" : "CROSS",
    timeInForce: order.timeInForce,
    clOrdId: futuresClientId(order),
    sz: contractsText(futures, order.quantity),
    px: order.type === "MARKET" ? "0" : price(futures, order.price),
    reduceOnly: order.reduceOnly,
    posSide: order.positionSide,
    ordId: String(order.id),
    state: stateOf(order),
    ...(reason === "" ? {} : { cancelReason: reason }),
    source: SOURCES[order.origin],
    avgPx: averagePrice(futures, order.quote, order.executed),
    execQty: contractsText(futures, order.executed),
    execAmt: money(order.quote),
    feeCcy: fees?.asset ?? "",
    feeAmt: money(fees?.amount ?? 0n),
    actType: "TRADING",
    qCcy: quoteAssetOf(state.world),
  };
}

export function printOrder(state: ExchangeState, order: Order, fees: Fees | undefined): Record<string, unknown> {
  const account = state.accounts.get(order.account);
  return {
    ...commonFields(state, order, fees),
    lever: account === undefined ? "" : String(leverageOf(account, order.instrument)),
    deductCcy: "0",
    deductAmt: "0",
    stpMode: order.selfTradePrevention,
    tpTrgPx: "",
    tpPx: "",
    tpTrgPxType: "",
    slTrgPx: "",
    slPx: "",
    slTrgPxType: "",
    cTime: String(order.createdMs),
    uTime: String(order.updatedMs),
  };
}

function printOrders({ state, account }: RouteContext, orders: readonly Order[]): Record<string, unknown>[] {
  const fees = feesOf(account, "futures", orders);
  return orders.map((order) => printOrder(state, order, fees.get(order.id)));
}

const PAGE: PageNames = {
  start: "sTime",
  end: "eTime",
  direction: "direct",
  back: "PREV",
  forwardUsual: true,
  limitUsual: 10,
  limitMax: 100,
};

/** Whether an order is one of those that were asked for; the name of the parameter that makes no sense otherwise. */
export function orderFilter(context: RouteContext): ((order: Order) => boolean) | "symbol" | "side" | "ordId" {
  const { params } = context;
  const symbol = params.get("symbol") ?? "";
  const instrument = symbol === "" ? null : instrumentOf(context, "futures", symbol);
  if (symbol !== "" && instrument === null) return "symbol";
  const side = (params.get("side") ?? "").toUpperCase();
  if (side !== "" && side !== "BUY" && side !== "SELL") return "side";
  const [ordId, clOrdId] = [params.get("ordId") ?? "", params.get("clOrdId") ?? ""];
  const name = orderName(ordId, clOrdId);
  if (name === null && (ordId !== "" || clOrdId !== "")) return "ordId";
  return (order) =>
    order.market === "futures" &&
    (instrument === null || order.instrument === instrument.index) &&
    (side === "" || order.side === side) &&
    (name === null || (name.orderId === null ? order.clientOrderId === name.clientOrderId : order.id === name.orderId));
}

function orderPage(context: RouteContext, orders: readonly Order[]): Outcome {
  const filter = orderFilter(context);
  const asked = pageAsked(context.params, PAGE);
  if (filter === "symbol") return refuse(badSymbol);
  if (typeof filter === "string") return refuse(parameter(filter));
  if (typeof asked === "string") return refuse(parameter(asked));
  const page = pageOf(orders.filter(filter), (order) => order.createdMs, asked);
  return body(printOrders(context, page));
}

const opens = (context: RouteContext): Outcome =>
  orderPage(context, openOrdersOf(context.state, context.account, "futures", null));

function history(context: RouteContext): Outcome {
  const [state, type] = [context.params.get("state") ?? "", (context.params.get("type") ?? "").toUpperCase()];
  const ended = [...context.account.orders.values()].filter(
    (order) => !isOpen(order) && (state === "" || stateOf(order) === state) && (type === "" || order.type === type),
  );
  return orderPage(context, ended);
}

function details(context: RouteContext): Outcome {
  const { params, account } = context;
  const filter = orderFilter(context);
  if ((params.get("ordId") ?? "") === "" && (params.get("clOrdId") ?? "") === "") return refuse(parameter("ordId"));
  if (typeof filter === "string") return refuse(parameter(filter));
  const order = [...account.orders.values()].findLast(filter);
  return order === undefined ? refuse(noOrder) : body(printOrders(context, [order])[0]);
}

function fills(context: RouteContext): Outcome {
  const { account, params, state } = context;
  const filter = orderFilter(context);
  const asked = pageAsked(params, PAGE);
  if (filter === "symbol") return refuse(badSymbol);
  if (typeof filter === "string") return refuse(parameter(filter));
  if (typeof asked === "string") return refuse(parameter(asked));
  const trades = account.futuresTrades.filter((trade) => {
    const order = account.orders.get(trade.orderId);
    return order !== undefined && filter(order);
  });
  return body(
    pageOf(trades, (trade) => trade.timeMs, asked).map((trade) => {
      const order = account.orders.get(trade.orderId);
      const futures = state.world.instruments[trade.instrument]?.futures;
      if (order === undefined || futures === undefined) return {};
      const { futuresMakerPpm, futuresTakerPpm } = account.fees;
      return {
        symbol: futures.symbol,
        trdId: String(trade.id),
        side: trade.side,
        type: order.origin === "liquidation" ? "LIQ" : "TRADE",
        mgnMode: marginTypeOf(account, trade.instrument) === "ISOLATED" ? "ISOLATED" : "CROSS",
        ordType: order.type,
        clOrdId: futuresClientId(order),
        role: trade.maker ? "MAKER" : "TAKER",
        px: price(futures, trade.price),
        qty: contractsText(futures, trade.quantity),
        cTime: String(trade.timeMs),
        uTime: String(trade.timeMs),
        feeCcy: trade.commissionAsset,
        feeAmt: money(trade.commission),
        deductCcy: "",
        deductAmt: "0",
        feeRate: String((trade.maker ? futuresMakerPpm : futuresTakerPpm) / 1e6),
        id: String(trade.id),
        posSide: trade.positionSide,
        ordId: String(trade.orderId),
        qCcy: quoteAssetOf(state.world),
        value: money(trade.quote),
        actType: "TRADING",
      };
    }),
  );
}

/** An open or closed order of the account by either name. */
export function namedOrder(context: RouteContext, symbol: string, ordId: string, clOrdId: string): Order | undefined {
  const instrument = instrumentOf(context, "futures", symbol);
  const name = orderName(ordId, clOrdId);
  if (instrument === null || name === null) return undefined;
  return findOrder(context.account, "futures", instrument.index, name.orderId, name.clientOrderId);
}

export const FUTURES_ORDER_ROUTES: Routes = {
  "GET /v3/trade/order/opens": signed("futures-trade", 10, opens),
  "GET /v3/trade/order/history": signed("futures-trade", 10, history),
  "GET /v3/trade/order/details": signed("futures-trade", 10, details),
  "GET /v3/trade/order/trades": signed("futures-trade", 10, fills),
};
