import type { Account } from "../../../account/account.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { canRest, type EndReason, isOpen, type Order } from "../../../order/order.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixedEight, money } from "../format.ts";
import type { UserFrame } from "./user-frames.ts";

type OrderEvent = Extract<ExchangeEvent, { kind: "order" }>;

function executionType({ order, trade, amended }: OrderEvent): string {
  if (amended) return "REPLACED";
  if (trade !== null) return "TRADE";
  if (order.status === "EXPIRED_IN_MATCH") return "TRADE_PREVENTION";
  if (order.status === "CANCELED" || order.status === "EXPIRED") return order.status;
  return "NEW";
}

/** Why an order ended by itself, for the ways in which one can here. */
const EXPIRIES: Readonly<Partial<Record<EndReason, string>>> = {
  "fill-or-kill": "UNFILLED_FOK_ORDER_EXPIRED",
  delisting: "EXCHANGE_CANCELED",
};

function expiryReason({ status, timeInForce, endReason }: Order): Record<string, string> {
  if (status !== "EXPIRED") return {};
  const usual = timeInForce === "IOC" ? "UNFILLED_IOC_QUANTITY_EXPIRED" : "INSUFFICIENT_LIQUIDITY";
  return { eR: EXPIRIES[endReason] ?? usual };
}

function executionReport(state: ExchangeState, event: OrderEvent): string {
  const { order, trade, timeMs } = event;
  const spot = state.world.instruments[order.instrument]?.spot;
  const quantity = (value: number) => fixedEight(value, spot?.quantityScale ?? 0);
  const price = (value: number) => fixedEight(value, spot?.priceScale ?? 0);
  const time = Math.floor(timeMs);
  const cancelled = order.status === "CANCELED" && trade === null;
  return JSON.stringify({
    e: "executionReport",
    E: time,
    s: spot?.symbol,
    c: cancelled ? `cancel-${order.id}` : order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: quantity(order.quantity),
    p: price(order.price),
    P: "0.00000000",
    F: "0.00000000",
    g: -1,
    C: cancelled ? order.clientOrderId : "",
    x: executionType(event),
    X: order.status,
    r: "NONE",
    i: order.id,
    l: quantity(trade?.quantity ?? 0),
    z: quantity(order.executed),
    L: price(trade?.price ?? 0),
    n: trade === null ? "0" : money(trade.commission),
    N: trade === null ? null : trade.commissionAsset,
    T: time,
    t: trade?.id ?? -1,
    I: trade?.id ?? order.id,
    w: isOpen(order),
    m: trade?.maker ?? false,
    M: false,
    O: Math.floor(order.createdMs),
    Z: money(order.quote),
    Y: money(trade?.quote ?? 0n),
    Q: money(order.quoteQuantity),
    W: Math.floor(order.createdMs),
    V: order.selfTradePrevention,
    ...expiryReason(order),
  });
}

/** The balances an event may have moved, as they stand when the frame is made. */
function accountPosition(account: Account, assets: Iterable<string>, timeMs: number): string {
  const balances = [...new Set(assets)].map((asset) => {
    const balance = account.spot.get(asset);
    return { a: asset, f: money(balance?.free ?? 0n), l: money(balance?.locked ?? 0n) };
  });
  const time = Math.floor(timeMs);
  return JSON.stringify({ e: "outboundAccountPosition", E: time, u: time, B: balances });
}

/** An order moves money when it is filled, and when it comes to the book or leaves it. */
const movesMoney = ({ order, trade }: OrderEvent): boolean => trade !== null || canRest(order.type, order.timeInForce);

/** Everything that one event tells the owner of the spot account. */
export function spotFrames(state: ExchangeState, event: ExchangeEvent): UserFrame[] {
  const quote = quoteAssetOf(state.world);
  if (event.kind === "transfer") {
    const account = state.accounts.get(event.account);
    if (account === undefined) return [];
    const time = Math.floor(event.timeMs);
    const update = JSON.stringify({ e: "balanceUpdate", E: time, a: event.asset, d: money(-event.amount), T: time });
    return [update, accountPosition(account, [event.asset], time)].map((frame) => ({ account: account.name, frame }));
  }
  if (event.kind !== "order" || event.order.market !== "spot") return [];
  const account = state.accounts.get(event.order.account);
  if (account === undefined) return [];
  const frames = [executionReport(state, event)];
  if (movesMoney(event)) {
    const base = state.world.instruments[event.order.instrument]?.spot.baseAsset ?? quote;
    const assets = [base, quote, event.trade?.commissionAsset ?? quote];
    frames.push(accountPosition(account, assets, event.timeMs));
  }
  return frames.map((frame) => ({ account: account.name, frame }));
}
