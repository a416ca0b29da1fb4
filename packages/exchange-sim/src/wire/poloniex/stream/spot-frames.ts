import type { Account } from "../../../account/account.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { money, price } from "../format.ts";
import { clientIdOf, stateOf } from "../order-text.ts";
import { accountId } from "../spot/account.ts";
import { frameOf } from "./market-rows.ts";
import type { UserFrame } from "./user-frames.ts";

type OrderEvent = Extract<ExchangeEvent, { kind: "order" }>;

function eventType({ trade, order }: OrderEvent): "trade" | "place" | "canceled" {
  if (trade !== null) return "trade";
  return order.status === "NEW" || order.status === "PARTIALLY_FILLED" ? "place" : "canceled";
}

function orderFrame(state: ExchangeState, event: OrderEvent): string {
  const { order, trade } = event;
  const spot = state.world.instruments[order.instrument]?.spot;
  if (spot === undefined) return frameOf("orders", []);
  return frameOf("orders", [
    {
      symbol: spot.symbol,
      type: order.type,
      quantity: order.quoteQuantity > 0n ? "0" : fixed(order.quantity, spot.quantityScale),
      orderId: String(order.id),
      tradeFee: money(trade?.commission ?? 0n),
      clientOrderId: clientIdOf(order) ?? "",
      accountType: "SPOT",
      feeCurrency: trade?.commissionAsset ?? "",
      eventType: eventType(event),
      source: "API",
      side: order.side,
      filledQuantity: fixed(order.executed, spot.quantityScale),
      filledAmount: money(order.quote),
      matchRole: trade === null || trade.maker ? "MAKER" : "TAKER",
      state: stateOf(order),
      tradeTime: trade?.timeMs ?? 0,
      tradeAmount: money(trade?.quote ?? 0n),
      orderAmount: money(order.quoteQuantity),
      createTime: order.createdMs,
      price: price(spot, order.price),
      tradeQty: trade === null ? "0" : fixed(trade.quantity, spot.quantityScale),
      tradePrice: trade === null ? "0" : price(spot, trade.price),
      tradeId: String(trade?.id ?? 0),
      ts: event.timeMs,
    },
  ]);
}

const BALANCE_EVENTS = { trade: "match_order", place: "place_order", canceled: "canceled_order" } as const;

/** A balance as it stands when the frame is made. */
function balanceRow(account: Account, currency: string, event: string, timeMs: number, id: number): object {
  const balance = account.spot.get(currency);
  return {
    changeTime: timeMs,
    accountId: accountId(account),
    accountType: "SPOT",
    eventType: event,
    available: money(balance?.free ?? 0n),
    currency,
    id,
    userId: account.number,
    hold: money(balance?.locked ?? 0n),
    ts: timeMs,
  };
}

/** What one event tells the owner of the spot account. */
export function spotFrames(state: ExchangeState, account: Account, event: ExchangeEvent): UserFrame[] {
  const quote = quoteAssetOf(state.world);
  const balances = (assets: readonly string[], why: string, timeMs: number): UserFrame => ({
    account: account.name,
    channel: "balances",
    index: null,
    frame: frameOf(
      "balances",
      assets.map((asset) => balanceRow(account, asset, why, timeMs, state.nextTradeId)),
    ),
  });
  if (event.kind === "transfer") return [balances([event.asset], "transfer", event.timeMs)];
  if (event.kind !== "order" || event.order.market !== "spot") return [];
  const { order } = event;
  const base = state.world.instruments[order.instrument]?.spot.baseAsset ?? "";
  const orders = { account: account.name, channel: "orders", index: order.instrument, frame: orderFrame(state, event) };
  return [orders, balances([base, quote], BALANCE_EVENTS[eventType(event)], event.timeMs)];
}
