import type { Account } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { ConditionalOrder } from "../../../order/conditional.ts";
import { openConditionalsOf } from "../../../order/waiting.ts";
import { fixed } from "../format.ts";
import { parseConditional } from "../place.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, type Params, type Route, type RouteContext, type Routes } from "../request.ts";
import { averagePrice } from "./order.ts";
import { pageOf } from "./page.ts";

const signed = (weight: Route["weight"], handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  integers: ["algoId"],
  handle,
  ...more,
});

export const algoTypeOf = ({ trigger, type }: ConditionalOrder): string =>
  type === "MARKET" ? `${trigger}_MARKET` : trigger;

/** What the service calls an order that waits. */
export function printAlgoOrder(state: ExchangeState, conditional: ConditionalOrder): Record<string, unknown> {
  const futures = state.world.instruments[conditional.instrument]?.futures;
  const price = (value: number) => fixed(value, futures?.priceScale ?? 0);
  return {
    algoId: conditional.id,
    clientAlgoId: conditional.clientOrderId,
    algoType: "CONDITIONAL",
    orderType: algoTypeOf(conditional),
    symbol: futures?.symbol,
    side: conditional.side,
    positionSide: conditional.positionSide,
    timeInForce: conditional.timeInForce,
    quantity: fixed(conditional.quantity, futures?.quantityScale ?? 0),
    algoStatus: conditional.status,
    triggerPrice: price(conditional.triggerPrice),
    price: price(conditional.price),
    icebergQuantity: null,
    selfTradePreventionMode: conditional.selfTradePrevention,
    workingType: conditional.triggerBy === "MARK" ? "MARK_PRICE" : "CONTRACT_PRICE",
    priceMatch: "NONE",
    closePosition: conditional.closePosition,
    priceProtect: false,
    reduceOnly: conditional.reduceOnly,
    createTime: Math.floor(conditional.createdMs),
    updateTime: Math.floor(conditional.updatedMs),
    triggerTime: Math.floor(conditional.triggeredMs),
    goodTillDate: conditional.goodTillMs,
  };
}

/** A new one says how it follows the price, if it does. */
function printPlaced(state: ExchangeState, conditional: ConditionalOrder): Record<string, unknown> {
  const { trigger, activationPrice, callbackPpm } = conditional;
  const priceScale = state.world.instruments[conditional.instrument]?.futures.priceScale ?? 0;
  const trails = trigger === "TRAILING_STOP";
  return {
    ...printAlgoOrder(state, conditional),
    activatePrice: trails ? fixed(activationPrice, priceScale) : "",
    callbackRate: trails ? (callbackPpm / 1e4).toString() : "",
  };
}

/** Asked for later, an order tells also what became of it. */
function printBecome(state: ExchangeState, account: Account, conditional: ConditionalOrder): Record<string, unknown> {
  const order = conditional.orderId === null ? undefined : account.orders.get(conditional.orderId);
  return {
    ...printAlgoOrder(state, conditional),
    actualOrderId: order === undefined ? "" : String(order.id),
    actualPrice: order === undefined ? "0.00000" : averagePrice(state, order),
    tpOrderType: "",
  };
}

function printQueried(state: ExchangeState, account: Account, conditional: ConditionalOrder): Record<string, unknown> {
  const order = conditional.orderId === null ? undefined : account.orders.get(conditional.orderId);
  const quantityScale = state.world.instruments[conditional.instrument]?.futures.quantityScale ?? 0;
  return {
    ...printBecome(state, account, conditional),
    actualType: order?.type ?? "",
    actualQty: fixed(order?.executed ?? 0, quantityScale),
  };
}

/** Lists have places for a take-profit and a stop of the order's own, which it never has here. */
const printListed = (state: ExchangeState, account: Account, conditional: ConditionalOrder) => ({
  ...printBecome(state, account, conditional),
  tpTriggerPrice: "0.000",
  tpPrice: "0.000",
  slTriggerPrice: "0.000",
  slPrice: "0.000",
});

function place(context: RouteContext): Outcome {
  const parsed = parseConditional(context);
  if (!parsed.ok) return refuse(parsed.error);
  return {
    kind: "command",
    market: "futures",
    command: parsed.value,
    answer: (answer) => answer.kind === "conditional" && printPlaced(context.state, answer.conditional),
  };
}

/** By either id, of whatever symbol: the service asks for none. */
function named({ account, params }: RouteContext): ConditionalOrder | undefined | null {
  const algoId = integerOf(params, "algoId");
  const clientAlgoId = params.get("clientAlgoId") || null;
  if (algoId !== null) return account.conditionals.get(algoId);
  if (clientAlgoId === null) return null;
  const found = [...account.conditionals.values()].filter(({ clientOrderId }) => clientOrderId === clientAlgoId);
  return found.at(-1);
}

function query(context: RouteContext): Outcome {
  const conditional = named(context);
  if (conditional === null) return refuse(ERRORS.oneOf("algoId", "clientAlgoId"));
  if (conditional?.market !== "futures") return refuse(ERRORS.noSuchOrder);
  return body(printQueried(context.state, context.account, conditional));
}

function cancel(context: RouteContext): Outcome {
  const { state, account } = context;
  const conditional = named(context);
  if (conditional === null) return refuse(ERRORS.oneOf("algoId", "clientAlgoId"));
  const symbol = conditional === undefined ? null : state.world.instruments[conditional.instrument]?.futures.symbol;
  if (conditional?.market !== "futures" || symbol === null || symbol === undefined) return refuse(ERRORS.unknownOrder);
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "cancel-conditional",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "futures",
      symbol,
      conditionalId: conditional.id,
      clientOrderId: null,
    },
    answer: () => ({
      algoId: conditional.id,
      clientAlgoId: conditional.clientOrderId,
      code: "200",
      msg: "success",
    }),
  };
}

function cancelAll({ account, state, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  return {
    kind: "command",
    market: "futures",
    command: {
      kind: "cancel-all-conditionals",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "futures",
      symbol: instrument.futures.symbol,
    },
    answer: () => ({ code: 200, msg: "The operation of cancel all open order is done." }),
  };
}

function open({ state, account, params, instrument }: RouteContext): Outcome {
  const algoId = integerOf(params, "algoId");
  const waiting = openConditionalsOf(state, account, "futures", instrument?.index ?? null);
  const found = algoId === null ? waiting : waiting.filter(({ id }) => id === algoId);
  return body(found.map((each) => printListed(state, account, each)));
}

function all(context: RouteContext): Outcome {
  const { state, account } = context;
  return body(
    pageOf(context, account.conditionals.values(), "algoId").map((each) => printListed(state, account, each)),
  );
}

const openWeight = (params: Params): number => ((params.get("symbol") ?? "") === "" ? 40 : 1);

export const FUTURES_ALGO_ROUTES: Routes = {
  "POST /fapi/v1/algoOrder": signed(1, place, { symbol: "required", required: ["side", "type"], orders: 1 }),
  "GET /fapi/v1/algoOrder": signed(1, query),
  "DELETE /fapi/v1/algoOrder": signed(1, cancel),
  "DELETE /fapi/v1/algoOpenOrders": signed(1, cancelAll, { symbol: "required" }),
  "GET /fapi/v1/openAlgoOrders": signed(openWeight, open, { symbol: "optional" }),
  "GET /fapi/v1/allAlgoOrders": signed(5, all, { symbol: "required" }),
};
