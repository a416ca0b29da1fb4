import type { Amount } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { isOpen, type Order, remainingOf, type Trade } from "../../../order/order.ts";
import { specificationOf } from "../../../world/instrument.ts";
import { valueOf } from "../../../account/margin.ts";
import { fixed } from "../../format.ts";
import { orderIdOf } from "../identity.ts";
import { money } from "../money.ts";

export const sideText = (side: "BUY" | "SELL"): "Buy" | "Sell" => (side === "BUY" ? "Buy" : "Sell");

const TIMES = { GTC: "GTC", IOC: "IOC", FOK: "FOK", GTX: "PostOnly" } as const;
export const timeText = (order: Order): string => (order.type === "MARKET" ? "IOC" : TIMES[order.timeInForce]);

/** Spot has a word of its own for what was cancelled after a part of it was filled. */
export function statusText(order: Order): string {
  if (order.status === "NEW") return "New";
  if (order.status === "PARTIALLY_FILLED") return "PartiallyFilled";
  if (order.status === "FILLED") return "Filled";
  return order.market === "spot" && order.executed > 0 ? "PartiallyFilledCanceled" : "Cancelled";
}

function rejectReason(order: Order): string {
  if (order.status !== "EXPIRED") return "EC_NoError";
  if (order.timeInForce === "GTX") return "EC_PostOnlyWillTakeLiquidity";
  if (order.timeInForce === "FOK") return "EC_CancelForNoFullFill";
  if (order.type === "LIMIT" && order.timeInForce === "GTC") return "EC_NoError";
  return order.executed > 0 ? "EC_NoEnoughQtyToFill" : "EC_NoImmediateQtyToFill";
}

function cancelType(order: Order): string {
  if (order.status === "CANCELED") return "CancelByUser";
  if (order.status === "EXPIRED_IN_MATCH") return "CancelBySmp";
  return order.status === "EXPIRED" && order.reduceOnly ? "CancelByReduceOnly" : "UNKNOWN";
}

/** Fees of one order, by coin: its fills are the newest rows since it was placed. */
function feesOf(account: Account, order: Order): Map<string, bigint> {
  const trades: readonly Trade[] = order.market === "spot" ? account.spotTrades : account.futuresTrades;
  const fees = new Map<string, bigint>();
  for (let at = trades.length - 1; at >= 0; at--) {
    const trade = trades[at];
    if (trade === undefined || trade.timeMs < order.createdMs) break;
    if (trade.orderId !== order.id) continue;
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

/** An order as REST and the private stream tell it. */
export function orderRow(state: ExchangeState, account: Account, order: Order): Record<string, unknown> {
  const instrument = state.world.instruments[order.instrument];
  if (instrument === undefined) return {};
  const specification = specificationOf(instrument, order.market);
  const { symbol, priceScale, quantityScale } = specification;
  const left = isOpen(order) ? remainingOf(order) : 0;
  const fees = feesOf(account, order);
  const fee = [...fees.values()].reduce((sum, each) => sum + each, 0n);
  return {
    orderId: orderIdOf(order.market, order.id),
    orderLinkId: order.clientOrderId.startsWith("sim-") ? "" : order.clientOrderId,
    blockTradeId: "",
    symbol,
    price: fixed(order.price, priceScale),
    qty: fixed(order.quantity, quantityScale),
    side: sideText(order.side),
    isLeverage: order.market === "spot" ? "0" : "",
    positionIdx: 0,
    orderStatus: statusText(order),
    cancelType: cancelType(order),
    rejectReason: rejectReason(order),
    avgPrice: averagePrice(state, order),
    leavesQty: fixed(left, quantityScale),
    leavesValue: money(valueOf(specification, order.price, left) as Amount),
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
    smpType: "None",
    smpGroup: 0,
    smpOrderId: "",
    tpslMode: "",
    tpLimitPrice: "",
    slLimitPrice: "",
    placeType: "",
    slippageToleranceType: "UNKNOWN",
    slippageTolerance: "",
    createdTime: String(Math.floor(order.createdMs)),
    updatedTime: String(Math.floor(order.updatedMs)),
    extraFees: "",
    cumFeeDetail: Object.fromEntries([...fees].map(([coin, value]) => [coin, money(value)])),
    rpiTakerAccess: false,
    rpiMatchedQty: "0",
  };
}
