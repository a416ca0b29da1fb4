import type { Account } from "../../../account/account.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Trade } from "../../../order/order.ts";
import { decimal, isoTime, money, NO_TIME } from "../format.ts";
import { afterFees, allSeen, averagePrice, completion, leavesOf, type Seen, seenOf, seeStop } from "../order/seen.ts";
import { NO_TOTALS, type Totals, totalsOf } from "../order/totals.ts";
import type { CoinbaseSession } from "../session.ts";

/** Orders of one frame of a snapshot, as documented. */
const SNAPSHOT_ORDERS_MAX = 50;

const TYPES: Readonly<Record<Seen["type"], string>> = { MARKET: "Market", LIMIT: "Limit", STOP_LIMIT: "Stop Limit" };

/** An order in the user channel. */
function printOrder(session: CoinbaseSession, account: string, seen: Seen) {
  const { spot } = seen.instrument;
  return {
    avg_price: averagePrice(seen),
    cancel_reason: seen.ending,
    client_order_id: seen.clientOrderId,
    completion_percentage: completion(seen),
    contract_expiry_type: "UNKNOWN_CONTRACT_EXPIRY_TYPE",
    cumulative_quantity: decimal(seen.executed, spot.quantityScale),
    filled_value: money(seen.filledValue),
    leaves_quantity: decimal(leavesOf(seen), spot.quantityScale),
    limit_price: seen.limitPrice === "" ? "0" : seen.limitPrice,
    number_of_fills: String(seen.totals.fills),
    order_id: session.identity.order(seen.id),
    order_side: seen.side,
    order_type: TYPES[seen.type],
    outstanding_hold_amount: money(seen.held),
    post_only: String(seen.postOnly),
    product_id: spot.symbol,
    product_type: "SPOT",
    reject_reason: "",
    retail_portfolio_id: session.identity.portfolio(account),
    risk_managed_by: "UNKNOWN_RISK_MANAGEMENT_TYPE",
    status: seen.status,
    stop_price: seen.stopPrice,
    time_in_force: seen.lasting,
    total_fees: money(seen.totals.fees),
    total_value_after_fees: money(afterFees(seen)),
    trigger_status: seen.trigger,
    creation_time: isoTime(seen.createdMs),
    end_time: seen.endMs === null ? NO_TIME : isoTime(seen.endMs),
    start_time: NO_TIME,
  };
}

const NO_POSITIONS = {
  perpetual_futures_positions: [],
  expiring_futures_positions: [],
  prediction_market_positions: [],
};

/** The account's open orders in frames of fifty; the last is the one with fewer, be it none. */
export function openOrdersEvents(
  state: ExchangeState,
  session: CoinbaseSession,
  account: Account,
  products: ReadonlySet<string>,
): string[] {
  const open = allSeen(state, account).filter(
    ({ status, instrument }) => status === "OPEN" && (products.size === 0 || products.has(instrument.spot.symbol)),
  );
  const events: string[] = [];
  for (let at = 0; at <= open.length; at += SNAPSHOT_ORDERS_MAX) {
    const orders = open.slice(at, at + SNAPSHOT_ORDERS_MAX).map((seen) => printOrder(session, account.name, seen));
    events.push(JSON.stringify({ type: "snapshot", orders, positions: NO_POSITIONS }));
  }
  return events;
}

export interface UserEvent {
  readonly account: string;
  readonly product: string;
  readonly timeMs: number;
  readonly event: string;
}

/** What happened to orders, for those they belong to. A frame's totals are those at its own moment. */
export function userEvents(
  state: ExchangeState,
  session: CoinbaseSession,
  accounts: ReadonlySet<string>,
  events: readonly ExchangeEvent[],
): UserEvent[] {
  const later = laterTrades(events);
  const known = new Map<string, ReadonlyMap<number, Totals>>();
  const found: UserEvent[] = [];
  for (const event of events) {
    const name = event.kind === "order" ? event.order.account : event.kind === "conditional" ? event.account : "";
    const account = accounts.has(name) ? state.accounts.get(name) : undefined;
    if (account === undefined) continue;
    const totals = known.get(name) ?? totalsOf(account);
    known.set(name, totals);
    const seen = seenIn(state, account, event, totals, later);
    if (seen === null) continue;
    const orders = [printOrder(session, name, seen)];
    found.push({
      account: name,
      product: seen.instrument.spot.symbol,
      timeMs: event.timeMs,
      event: JSON.stringify({ type: "update", orders, positions: NO_POSITIONS }),
    });
  }
  return found;
}

/** The fills that each order has yet to hear of, oldest first. */
function laterTrades(events: readonly ExchangeEvent[]): Map<number, Trade[]> {
  const later = new Map<number, Trade[]>();
  for (const event of events) {
    if (event.kind !== "order" || event.trade === null) continue;
    const trades = later.get(event.order.id);
    if (trades === undefined) later.set(event.order.id, [event.trade]);
    else trades.push(event.trade);
  }
  return later;
}

/** A stop says itself only that it waits, or that it ended before its price came. */
function seenIn(
  state: ExchangeState,
  account: Account,
  event: ExchangeEvent,
  totals: ReadonlyMap<number, Totals>,
  later: Map<number, Trade[]>,
): Seen | null {
  if (event.kind === "conditional")
    return event.conditional.orderId === null ? seeStop(state, event.conditional) : null;
  if (event.kind !== "order" || event.order.market !== "spot") return null;
  const { order, trade } = event;
  const ahead = later.get(order.id) ?? [];
  if (trade !== null) ahead.shift();
  const all = totals.get(order.id) ?? NO_TOTALS;
  const now = {
    fees: ahead.reduce((sum, each) => sum - each.commission, all.fees),
    fills: all.fills - ahead.length,
    lastFillMs: trade?.timeMs ?? all.lastFillMs,
  };
  return seenOf(state, account, order, now);
}
