import type { PlaceConditionalCommand } from "../../../exchange/command.ts";
import { type ConditionalOrder, risesToTrigger, type TriggerPrice } from "../../../order/conditional.ts";
import { triggerPriceOf } from "../../../order/trigger-price.ts";
import { findConditional } from "../../../order/waiting.ts";
import { type Instrument, specificationOf } from "../../../world/instrument.ts";
import { fixed } from "../../format.ts";
import { orderIdOf, readOrderId } from "../identity.ts";
import { ERRORS } from "../reply.ts";
import { bad, good, type Parsed, type RouteContext, textOf } from "../request.ts";
import { linkIdText, positionIndexOf, sideText, smpText, timeText } from "./order-row.ts";
import type { Where } from "./where.ts";

const TRIGGERS: Readonly<Record<string, TriggerPrice>> = { LastPrice: "LAST", MarkPrice: "MARK", IndexPrice: "INDEX" };
const TRIGGER_NAMES: Readonly<Record<TriggerPrice, string>> = {
  LAST: "LastPrice",
  MARK: "MarkPrice",
  INDEX: "IndexPrice",
};

/** The waiting order a request names; of two names the venue's own counts. */
export function namedConditional(context: RouteContext, where: Where): ConditionalOrder | null {
  const { account, params } = context;
  const { market, instrument } = where;
  const orderId = textOf(params, "orderId");
  const id = orderId === null ? null : readOrderId(market, orderId);
  if (orderId !== null && id === null) return null;
  const linkId = id === null ? textOf(params, "orderLinkId") : null;
  if (id === null && linkId === null) return null;
  const found = findConditional(account, market, instrument.index, id, linkId);
  return found !== undefined && context.state.waiting.has(found.id) ? found : null;
}

/** On contracts the client says which way the price has to go; on spot it follows from where the price is. */
export function parseConditional(
  context: RouteContext,
  where: Where,
  order: Pick<
    PlaceConditionalCommand,
    | "side"
    | "type"
    | "timeInForce"
    | "quantity"
    | "price"
    | "clientOrderId"
    | "reduceOnly"
    | "positionSide"
    | "selfTradePrevention"
  >,
): Parsed<PlaceConditionalCommand> {
  const { state, account, params } = context;
  const { market, instrument } = where;
  const name = textOf(params, "triggerBy") ?? "LastPrice";
  const triggerBy = Object.hasOwn(TRIGGERS, name) ? TRIGGERS[name] : undefined;
  if (triggerBy === undefined) return bad(ERRORS.parameter("triggerBy"));
  const triggerPrice = textOf(params, "triggerPrice") ?? "";
  const specification = specificationOf(instrument, market);
  const now = triggerPriceOf(state, instrument, market, triggerBy);
  const asked = Number(triggerPrice) * 10 ** specification.priceScale;
  const direction = market === "spot" ? (asked > now ? "1" : "2") : textOf(params, "triggerDirection");
  if (direction !== "1" && direction !== "2") return bad(ERRORS.parameter("triggerDirection"));
  const rises = direction === "1";
  if (rises && asked <= now) return bad(ERRORS.risingTrigger);
  if (!rises && asked >= now) return bad(ERRORS.fallingTrigger);
  return good({
    kind: "place-conditional",
    venueTimeMs: state.nowMs,
    account: account.name,
    market,
    symbol: specification.symbol,
    trigger: rises === (order.side === "SELL") ? "TAKE_PROFIT" : "STOP",
    triggerBy,
    triggerPrice,
    callbackPpm: null,
    activationPrice: null,
    closePosition: false,
    ...order,
  });
}

const STATUS: Readonly<Record<ConditionalOrder["status"], string>> = {
  NEW: "Untriggered",
  TRIGGERED: "Triggered",
  FINISHED: "Triggered",
  CANCELED: "Deactivated",
  REJECTED: "Rejected",
  EXPIRED: "Deactivated",
};

/** A waiting order in the words of an order. */
export function conditionalRow(instrument: Instrument, conditional: ConditionalOrder): Record<string, unknown> {
  const { market } = conditional;
  const { symbol, priceScale, quantityScale } = specificationOf(instrument, market);
  return {
    orderId: orderIdOf(market, conditional.id),
    orderLinkId: linkIdText(conditional.clientOrderId),
    blockTradeId: "",
    symbol,
    price: fixed(conditional.price, priceScale),
    qty: fixed(conditional.quantity, quantityScale),
    side: sideText(conditional.side),
    isLeverage: market === "spot" ? "0" : "",
    positionIdx: positionIndexOf(conditional.positionSide),
    orderStatus: STATUS[conditional.status],
    cancelType: conditional.status === "CANCELED" ? "CancelByUser" : "UNKNOWN",
    rejectReason: conditional.status === "REJECTED" ? "EC_Others" : "EC_NoError",
    avgPrice: "",
    leavesQty: fixed(conditional.status === "NEW" ? conditional.quantity : 0, quantityScale),
    leavesValue: "0",
    cumExecQty: fixed(0, quantityScale),
    cumExecValue: "0",
    cumExecFee: "0",
    timeInForce: timeText(conditional),
    orderType: conditional.type === "MARKET" ? "Market" : "Limit",
    stopOrderType: market === "spot" ? "tpslOrder" : "Stop",
    orderIv: "",
    triggerPrice: fixed(conditional.triggerPrice, priceScale),
    takeProfit: "",
    stopLoss: "",
    tpTriggerBy: "",
    slTriggerBy: "",
    triggerDirection: risesToTrigger(conditional) ? 1 : 2,
    triggerBy: TRIGGER_NAMES[conditional.triggerBy],
    lastPriceOnCreated: "",
    reduceOnly: conditional.reduceOnly,
    closeOnTrigger: false,
    smpType: smpText(conditional.selfTradePrevention),
    smpGroup: 0,
    smpOrderId: "",
    tpslMode: "",
    tpLimitPrice: "",
    slLimitPrice: "",
    placeType: "",
    createdTime: String(Math.floor(conditional.createdMs)),
    updatedTime: String(Math.floor(conditional.updatedMs)),
    cumFeeDetail: {},
  };
}
