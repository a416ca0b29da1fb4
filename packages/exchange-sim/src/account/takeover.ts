import { divideDown, divideUp, ok, parseMantissa, type Result } from "@evenkeel/core/units";
import type { Command, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { expireReduceOnly } from "../order/cancel.ts";
import { findInstrument, reject } from "../order/check.ts";
import { bookFill } from "../order/fill.ts";
import { type Order, remainingOf } from "../order/order.ts";
import type { Instrument } from "../world/instrument.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Account, type Position, positionsOf } from "./account.ts";
import { coverShortfall, insuranceFund } from "./insurance.ts";
import { MARK_SCALE, markOf, markValue, valueOf } from "./margin.ts";
import { movePool } from "./money.ts";
import { rankRivals } from "./ranking.ts";
import { openVenueOrder } from "./venue-order.ts";

/**
 * The price at which closing the whole position would use up all the equity behind it, rounded to the tick so that it
 * never uses up more. Equity is the margin together with the profit at the mark price.
 */
export function bankruptcyPrice(
  state: ExchangeState,
  instrument: Instrument,
  position: Position,
  equity: bigint,
): number {
  const { priceScale, quantityScale, tick } = instrument.futures;
  const long = position.quantity > 0;
  const mark = BigInt(markOf(state, instrument.index)) * 10n ** BigInt(18 - MARK_SCALE);
  const quantity = BigInt(Math.abs(position.quantity));
  const each = divideDown(equity * 10n ** BigInt(quantityScale), quantity);
  const unit = BigInt(tick) * 10n ** BigInt(18 - priceScale);
  const ticks = long ? divideUp(mark - each, unit) : divideDown(mark + each, unit);
  return Math.max(1, Number(ticks)) * tick;
}

/**
 * What the book did not take goes to the insurance fund at the bankruptcy price, and the fund closes it at the mark
 * price. Where the fund cannot bear that, those who gain by the position are deleveraged against it.
 */
export function takeOver(state: ExchangeState, instrument: Instrument, order: Order, events: ExchangeEvent[]): void {
  const quantity = remainingOf(order);
  if (quantity === 0) return;
  const value = markValue(instrument, markOf(state, instrument.index), quantity);
  const paid = valueOf(instrument.futures, order.price, quantity);
  const gain = order.side === "SELL" ? value - paid : paid - value;
  if (insuranceFund(state) + gain < 0n) return deleverageRivals(state, order, events);
  movePool(state, "market", "insurance", quoteAssetOf(state.world), gain);
  bookFill(state, order, { price: order.price, quantity, maker: false }, events);
}

/** The venue's other traders, whom no account here stands for, take what is left: they are the market. */
function deleverageRivals(state: ExchangeState, order: Order, events: ExchangeEvent[]): void {
  for (const { account, position } of rankRivals(state, order.instrument, order.side)) {
    const left = remainingOf(order);
    if (left === 0) return;
    const quantity = Math.min(left, Math.abs(position.quantity));
    deleverage(state, account, position, order.price, quantity, events);
    bookFill(state, order, { price: order.price, quantity, maker: false }, events);
  }
  const quantity = remainingOf(order);
  if (quantity > 0) bookFill(state, order, { price: order.price, quantity, maker: false }, events);
}

/** Closes part of a position at a price its owner did not choose, and without a fee. */
export function deleverage(
  state: ExchangeState,
  account: Account,
  position: Position,
  price: number,
  quantity: number,
  events: ExchangeEvent[],
): Order {
  const order = openVenueOrder(state, account, position, "deleveraging", price, quantity, events);
  bookFill(state, order, { price, quantity, maker: false }, events);
  expireReduceOnly(state, account, position.instrument, events);
  coverShortfall(state, account, position.instrument, events);
  return order;
}

export function deleverageShare(
  state: ExchangeState,
  account: Account,
  command: Extract<Command, { kind: "deleverage" }>,
  events: ExchangeEvent[],
): Result<Order, Rejection> {
  const instrument = findInstrument(state, "futures", command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const { positionSide } = command;
  const held = positionsOf(account, instrument.index);
  const position = held.find(({ side }) => positionSide === undefined || side === positionSide);
  if (position === undefined) return reject("margin-no-position");
  if (!(command.share > 0 && command.share <= 1)) return reject("bad-quantity");
  const price = command.price === null ? ok(markTick(state, instrument)) : readPrice(command.price, instrument);
  if (!price.ok) return price;
  const { step } = instrument.futures;
  const whole = Math.abs(position.quantity);
  const quantity = Math.min(whole, Math.ceil((whole * command.share) / step) * step);
  return ok(deleverage(state, account, position, price.value, quantity, events));
}

function readPrice(text: string, { futures }: Instrument): Result<number, Rejection> {
  const parsed = parseMantissa(text, futures.priceScale);
  return parsed.ok && parsed.value > 0 && parsed.value % futures.tick === 0 ? ok(parsed.value) : reject("bad-price");
}

/** The mark price to the nearest tick. */
export function markTick(state: ExchangeState, instrument: Instrument): number {
  const { priceScale, tick } = instrument.futures;
  const mark = markOf(state, instrument.index) / 10 ** (MARK_SCALE - priceScale);
  return Math.max(1, Math.round(mark / tick)) * tick;
}
