import { type Amount, formatDecimal, ZERO } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import type { Side } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { type ConditionalOrder, risesToTrigger } from "../../../order/conditional.ts";
import { heldBy } from "../../../order/lock.ts";
import { isOpen, type Order } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { decimal, isoTime, money } from "../format.ts";
import { directionOf } from "./configuration.ts";
import { NO_TOTALS, type Totals, totalsOf } from "./totals.ts";

export type Status = "OPEN" | "FILLED" | "CANCELLED" | "EXPIRED" | "FAILED";
type OrderKind = "MARKET" | "LIMIT" | "STOP_LIMIT";
type Lasting = "GOOD_UNTIL_CANCELLED" | "GOOD_UNTIL_DATE_TIME" | "IMMEDIATE_OR_CANCEL" | "FILL_OR_KILL";

/** An order as Coinbase sees it: one thing from its stop to its last fill. */
export interface Seen {
  readonly id: number;
  readonly instrument: Instrument;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly type: OrderKind;
  readonly lasting: Lasting;
  readonly status: Status;
  readonly configuration: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly trigger: "INVALID_ORDER_TYPE" | "STOP_PENDING" | "STOP_TRIGGERED";
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly quantity: number;
  readonly executed: number;
  readonly filledValue: Amount;
  readonly totals: Totals;
  readonly held: Amount;
  readonly sizeInQuote: boolean;
  readonly limitPrice: string;
  readonly stopPrice: string;
  readonly postOnly: boolean;
  readonly endMs: number | null;
  readonly ending: string;
}

const STATUSES: Readonly<Record<Order["status"], Status>> = {
  NEW: "OPEN",
  PARTIALLY_FILLED: "OPEN",
  FILLED: "FILLED",
  CANCELED: "CANCELLED",
  EXPIRED: "CANCELLED",
  EXPIRED_IN_MATCH: "CANCELLED",
};

const ENDINGS: Readonly<Record<Order["endReason"], string>> = {
  none: "",
  "self-trade": "Self trade prevention",
  unfilled: "Immediate or cancel order was not completely filled",
  "fill-or-kill": "Fill or kill order could not be filled",
  "post-only": "Post only order would match",
  "reduce-only": "",
  "good-till-date": "Order expired",
  liquidation: "",
  uncovered: "",
  delisting: "Product was delisted",
};

function lastingOf(order: Order): Lasting {
  if (order.type === "MARKET" || order.timeInForce === "IOC") return "IMMEDIATE_OR_CANCEL";
  if (order.timeInForce === "FOK") return "FILL_OR_KILL";
  return order.goodTillMs > 0 ? "GOOD_UNTIL_DATE_TIME" : "GOOD_UNTIL_CANCELLED";
}

const instrumentOf = (state: ExchangeState, index: number): Instrument => {
  const instrument = state.world.instruments[index];
  if (instrument === undefined) throw new RangeError(`no instrument ${index}`);
  return instrument;
};

/** An order in the book or past it. `stop` is what it was before its price came. */
export function seeOrder(state: ExchangeState, order: Order, stop: ConditionalOrder | undefined, totals: Totals): Seen {
  const instrument = instrumentOf(state, order.instrument);
  const { spot } = instrument;
  const account = state.accounts.get(order.account);
  const price = decimal(order.price, spot.priceScale);
  const size = decimal(order.quantity, spot.quantityScale);
  const expired = order.endReason === "good-till-date";
  return {
    id: order.id,
    instrument,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: stop !== undefined ? "STOP_LIMIT" : order.type === "MARKET" ? "MARKET" : "LIMIT",
    lasting: lastingOf(order),
    status: expired ? "EXPIRED" : STATUSES[order.status],
    configuration: stop === undefined ? configurationOf(order, size, price) : stopConfigurationOf(instrument, stop),
    trigger: stop === undefined ? "INVALID_ORDER_TYPE" : "STOP_TRIGGERED",
    createdMs: stop?.createdMs ?? order.createdMs,
    updatedMs: order.updatedMs,
    quantity: order.quantity,
    executed: order.executed,
    filledValue: order.quote,
    totals,
    held: isOpen(order) && account !== undefined ? heldBy(state, account, order) : ZERO,
    sizeInQuote: order.quoteQuantity > 0n,
    limitPrice: order.type === "MARKET" ? "" : price,
    stopPrice: stop === undefined ? "" : decimal(stop.triggerPrice, spot.priceScale),
    postOnly: order.type === "LIMIT_MAKER",
    endMs: order.goodTillMs > 0 ? order.goodTillMs : null,
    ending:
      order.status === "CANCELED" && order.endReason === "none" ? "User requested cancel" : ENDINGS[order.endReason],
  };
}

function configurationOf(order: Order, base_size: string, limit_price: string): Seen["configuration"] {
  if (order.type === "MARKET") {
    const quote = order.quoteQuantity > 0n;
    return { market_market_ioc: quote ? { quote_size: money(order.quoteQuantity) } : { base_size } };
  }
  if (order.timeInForce === "IOC") return { sor_limit_ioc: { base_size, limit_price } };
  if (order.timeInForce === "FOK") return { limit_limit_fok: { base_size, limit_price } };
  const post_only = order.type === "LIMIT_MAKER";
  if (order.goodTillMs === 0) return { limit_limit_gtc: { base_size, limit_price, post_only } };
  return { limit_limit_gtd: { base_size, limit_price, end_time: isoTime(order.goodTillMs), post_only } };
}

function stopConfigurationOf({ spot }: Instrument, stop: ConditionalOrder): Seen["configuration"] {
  const fields = {
    base_size: decimal(stop.quantity, spot.quantityScale),
    limit_price: decimal(stop.price, spot.priceScale),
    stop_price: decimal(stop.triggerPrice, spot.priceScale),
    stop_direction: directionOf(risesToTrigger(stop)),
  };
  if (stop.goodTillMs === 0) return { stop_limit_stop_limit_gtc: fields };
  return { stop_limit_stop_limit_gtd: { ...fields, end_time: isoTime(stop.goodTillMs) } };
}

const STOP_STATUSES: Readonly<Record<ConditionalOrder["status"], Status>> = {
  NEW: "OPEN",
  TRIGGERED: "OPEN",
  FINISHED: "CANCELLED",
  CANCELED: "CANCELLED",
  REJECTED: "FAILED",
  EXPIRED: "EXPIRED",
};

/** A stop whose price has not come, or that ended before it did. */
export function seeStop(state: ExchangeState, stop: ConditionalOrder): Seen {
  const instrument = instrumentOf(state, stop.instrument);
  return {
    id: stop.id,
    instrument,
    clientOrderId: stop.clientOrderId,
    side: stop.side,
    type: "STOP_LIMIT",
    lasting: stop.goodTillMs > 0 ? "GOOD_UNTIL_DATE_TIME" : "GOOD_UNTIL_CANCELLED",
    status: STOP_STATUSES[stop.status],
    configuration: stopConfigurationOf(instrument, stop),
    trigger: stop.status === "NEW" ? "STOP_PENDING" : "STOP_TRIGGERED",
    createdMs: stop.createdMs,
    updatedMs: stop.updatedMs,
    quantity: stop.quantity,
    executed: 0,
    filledValue: ZERO,
    totals: NO_TOTALS,
    held: stop.status === "NEW" ? stop.locked : ZERO,
    sizeInQuote: false,
    limitPrice: decimal(stop.price, instrument.spot.priceScale),
    stopPrice: decimal(stop.triggerPrice, instrument.spot.priceScale),
    postOnly: false,
    endMs: stop.goodTillMs > 0 ? stop.goodTillMs : null,
    ending: stop.status === "CANCELED" ? "User requested cancel" : "",
  };
}

/** Every order of an account, newest first. */
export function allSeen(state: ExchangeState, account: Account): Seen[] {
  const totals = totalsOf(account);
  const seen: Seen[] = [];
  for (const order of account.orders.values()) {
    if (order.market === "spot") seen.push(seenOf(state, account, order, totals.get(order.id) ?? NO_TOTALS));
  }
  for (const stop of account.conditionals.values()) if (stop.orderId === null) seen.push(seeStop(state, stop));
  return seen.sort((a, b) => b.id - a.id);
}

export const seenOf = (state: ExchangeState, account: Account, order: Order, totals: Totals): Seen =>
  seeOrder(state, order, account.conditionals.get(order.conditionalId ?? -1), totals);

/** One order of an account by its number. */
export function findSeen(state: ExchangeState, account: Account, id: number | null): Seen | null {
  if (id === null) return null;
  const order = account.orders.get(id);
  if (order !== undefined) return seenOf(state, account, order, totalsOf(account).get(id) ?? NO_TOTALS);
  const stop = account.conditionals.get(id);
  return stop === undefined ? null : seeStop(state, stop);
}

const SCALE = 18;

/** Average price of the fills, to the sixteenth digit. */
export function averagePrice({ filledValue, executed, instrument }: Seen): string {
  if (executed === 0) return "0";
  const exact = (filledValue * 10n ** BigInt(instrument.spot.quantityScale)) / BigInt(executed);
  return formatDecimal(exact / 100n, SCALE - 2);
}

/** What the fills came to with their fees: paid when buying, received when selling. */
export const afterFees = ({ side, filledValue, totals }: Seen): bigint =>
  side === "BUY" ? filledValue + totals.fees : filledValue - totals.fees;

export function completion({ status, executed, quantity }: Seen): string {
  if (status === "FILLED") return "100";
  return quantity === 0 ? "0" : String(Number(((executed / quantity) * 100).toFixed(2)));
}

export const leavesOf = ({ status, quantity, executed }: Seen): number => (status === "OPEN" ? quantity - executed : 0);
