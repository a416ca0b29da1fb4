import type { Account } from "../../../account/account.ts";
import { valueOf } from "../../../account/margin.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import {
  type EndReason,
  isOpen,
  type Order,
  type PositionSide,
  remainingOf,
  type SelfTradePrevention,
  type TimeInForce,
  type Trade,
} from "../../../order/order.ts";
import { specificationOf } from "../../../world/instrument.ts";
import { fixed } from "../../format.ts";
import { orderIdOf } from "../identity.ts";
import { money } from "../money.ts";

export const sideText = (side: "BUY" | "SELL"): "Buy" | "Sell" => (side === "BUY" ? "Buy" : "Sell");

const OWN_PREFIX = "sim-";
const TIMES: Readonly<Record<TimeInForce, string>> = {
  GTC: "GTC",
  IOC: "IOC",
  FOK: "FOK",
  GTX: "PostOnly",
  GTD: "GTC",
};
export const timeText = ({ type, timeInForce }: Pick<Order, "type" | "timeInForce">): string =>
  type === "MARKET" ? "IOC" : TIMES[timeInForce];

/** Spot has a word of its own for what was cancelled after a part of it was filled. */
export function statusText(order: Order): string {
  if (order.status === "NEW") return "New";
  if (order.status === "PARTIALLY_FILLED") return "PartiallyFilled";
  if (order.status === "FILLED") return "Filled";
  return order.market === "spot" && order.executed > 0 ? "PartiallyFilledCanceled" : "Cancelled";
}

/** Why the venue ended an order that was not filled, in two lists of words. */
const ENDS: Readonly<Record<EndReason, readonly [rejectReason: string, cancelType: string]>> = {
  none: ["EC_NoError", "UNKNOWN"],
  "self-trade": ["EC_BySelfMatch", "CancelBySmp"],
  unfilled: ["EC_NoImmediateQtyToFill", "UNKNOWN"],
  "fill-or-kill": ["EC_CancelForNoFullFill", "UNKNOWN"],
  "post-only": ["EC_PostOnlyWillTakeLiquidity", "UNKNOWN"],
  "reduce-only": ["EC_NoError", "CancelByReduceOnly"],
  "good-till-date": ["EC_NoError", "UNKNOWN"],
  uncovered: ["EC_NoError", "CancelByCannotAffordOrderCost"],
  liquidation: ["EC_NoError", "CancelAllBeforeLiq"],
  delisting: ["EC_NoError", "CancelBySettle"],
};

function endOf(order: Order): readonly [rejectReason: string, cancelType: string] {
  if (order.status === "CANCELED") return ["EC_NoError", "CancelByUser"];
  const [reason, type] = ENDS[order.endReason];
  return [order.endReason === "unfilled" && order.executed > 0 ? "EC_NoEnoughQtyToFill" : reason, type];
}

const SELF_TRADE: Readonly<Record<SelfTradePrevention, string>> = {
  NONE: "None",
  EXPIRE_TAKER: "CancelTaker",
  EXPIRE_MAKER: "CancelMaker",
  EXPIRE_BOTH: "CancelBoth",
};
export const smpText = (prevention: SelfTradePrevention): string => SELF_TRADE[prevention];

const POSITION_INDEX: Readonly<Record<PositionSide, number>> = { BOTH: 0, LONG: 1, SHORT: 2 };
export const positionIndexOf = (side: PositionSide): number => POSITION_INDEX[side];

/** Names that the exchange gave itself are none of the client's. */
export const linkIdText = (clientOrderId: string): string =>
  clientOrderId.startsWith(OWN_PREFIX) ? "" : clientOrderId;

/** Fees of one order as far as it was filled then, by coin: its fills are among the newest rows. */
function feesOf(account: Account, order: Order): Map<string, bigint> {
  const trades: readonly Trade[] = order.market === "spot" ? account.spotTrades : account.futuresTrades;
  const own: Trade[] = [];
  for (let at = trades.length - 1; at >= 0; at--) {
    const trade = trades[at];
    if (trade === undefined || trade.timeMs < order.createdMs) break;
    if (trade.orderId === order.id) own.push(trade);
  }
  const fees = new Map<string, bigint>();
  let filled = 0;
  for (const trade of own.reverse()) {
    filled += trade.quantity;
    if (filled > order.executed) break;
    fees.set(trade.commissionAsset, (fees.get(trade.commissionAsset) ?? 0n) + trade.commission);
  }
  return fees;
}

/** Mean price of what was filled, at eight digits. */
export function averagePrice(state: ExchangeState, order: Order): string {
  const instrument = state.world.instruments[order.instrument];
  if (instrument === undefined || order.executed === 0) return "";
  const { quantityScale } = specificationOf(instrument, order.market);
  const price = (order.quote * 10n ** BigInt(quantityScale)) / BigInt(order.executed);
  return money((price / 10n ** 10n) * 10n ** 10n);
}

/** Fields that the history and the private stream have and the list of open orders has not. */
export const ORDER_EXTRAS = {
  slippageToleranceType: "UNKNOWN",
  slippageTolerance: "",
  rpiTakerAccess: false,
  rpiMatchedQty: "0",
} as const;

/** An order as REST and the private stream tell it. */
export function orderRow(state: ExchangeState, account: Account, order: Order): Record<string, unknown> {
  const instrument = state.world.instruments[order.instrument];
  if (instrument === undefined) return {};
  const specification = specificationOf(instrument, order.market);
  const { symbol, priceScale, quantityScale } = specification;
  const left = isOpen(order) ? remainingOf(order) : 0;
  const [rejectReason, cancelType] = endOf(order);
  const fees = feesOf(account, order);
  const fee = [...fees.values()].reduce((sum, each) => sum + each, 0n);
  return {
    orderId: orderIdOf(order.market, order.id),
    orderLinkId: linkIdText(order.clientOrderId),
    blockTradeId: "",
    symbol,
    price: fixed(order.price, priceScale),
    qty: fixed(order.quantity, quantityScale),
    side: sideText(order.side),
    isLeverage: order.market === "spot" ? "0" : "",
    positionIdx: positionIndexOf(order.positionSide),
    orderStatus: statusText(order),
    cancelType,
    rejectReason,
    avgPrice: averagePrice(state, order),
    leavesQty: fixed(left, quantityScale),
    leavesValue: money(valueOf(specification, order.price, left)),
    cumExecQty: fixed(order.executed, quantityScale),
    cumExecValue: money(order.quote),
    cumExecFee: money(fee),
    timeInForce: timeText(order),
    orderType: order.type === "MARKET" ? "Market" : "Limit",
    stopOrderType: "",
    orderIv: "",
    triggerPrice: "",
    takeProfit: "",
    stopLoss: "",
    tpTriggerBy: "",
    slTriggerBy: "",
    triggerDirection: 0,
    triggerBy: "",
    lastPriceOnCreated: "",
    reduceOnly: order.reduceOnly,
    closeOnTrigger: false,
    smpType: smpText(order.selfTradePrevention),
    smpGroup: 0,
    smpOrderId: "",
    tpslMode: "",
    tpLimitPrice: "",
    slLimitPrice: "",
    placeType: "",
    createdTime: String(Math.floor(order.createdMs)),
    updatedTime: String(Math.floor(order.updatedMs)),
    cumFeeDetail: Object.fromEntries([...fees].map(([coin, value]) => [coin, money(value)])),
  };
}
