import type { Amount } from "@evenkeel/core/units";
import { positionOf } from "../account/account.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Order, remainingOf, type SelfTradePrevention } from "../order/order.ts";
import { type Market, specificationOf } from "../world/instrument.ts";
import { secondOf } from "../world/world.ts";
import { ladderOf } from "./ladder.ts";
import { bookSlot, createTouch, type Level, readLevel, readTouch, type Side, take, takenAt } from "./quote.ts";

export interface PlannedFill {
  readonly price: number;
  readonly quantity: number;
  /** The resting order on the other side; null is the synthetic book. */
  readonly maker: Order | null;
}

export interface Plan {
  readonly fills: readonly PlannedFill[];
  readonly quantity: number;
  /** Resting orders of the same account that would have been hit: the venue expires them instead. */
  readonly ownCrossed: readonly Order[];
  /** The order itself ends where it would have met its own account. */
  readonly takerExpires: boolean;
}

export interface Ask {
  readonly account: string | null;
  readonly market: Market;
  readonly instrument: number;
  readonly side: Side;
  /** Worst acceptable price; null takes any. */
  readonly limit: number | null;
  readonly quantity: number;
  /** EXPIRE_MAKER where nothing is said. */
  readonly prevention?: SelfTradePrevention;
  /** Stops where the next lot would cost more than this in all. */
  readonly quoteMax?: Amount | null;
}

const touch = createTouch();

const within = (side: Side, price: number, limit: number | null): boolean =>
  limit === null || (side === "BUY" ? price <= limit : price >= limit);
const better = (side: Side, a: number, b: number): boolean => (side === "BUY" ? a < b : a > b);

/** What a resting order can still give; all reduce-only orders of one account share its position. */
function makerCapacity(state: ExchangeState, maker: Order, reducible: Map<string, number>): number {
  if (!maker.reduceOnly) return remainingOf(maker);
  const left = reducible.get(maker.account) ?? reducibleBy(state, maker);
  const quantity = Math.min(left, remainingOf(maker));
  reducible.set(maker.account, left - quantity);
  return quantity;
}

/** How much of the account's position an order of this side would close. */
export function reducibleBy(
  state: ExchangeState,
  order: Pick<Order, "account" | "instrument" | "side" | "positionSide">,
): number {
  const account = state.accounts.get(order.account);
  const held = account === undefined ? 0 : (positionOf(account, order.instrument, order.positionSide)?.quantity ?? 0);
  return Math.max(0, order.side === "BUY" ? -held : held);
}

/** Synthetic size that takers of this side took and that has not come back, in whole lots. */
function takenLots(state: ExchangeState, instrument: number, market: Market, taker: Side, step: number): number {
  return Math.floor(takenAt(state.books, bookSlot(instrument, market, taker), state.nowMs) / step) * step;
}

/** Walks the synthetic levels that are left after what was taken. */
function* syntheticLevels(state: ExchangeState, ask: Ask): Generator<Level> {
  const second = secondOf(state.nowMs);
  readTouch(state.world, ask.instrument, ask.market, second, touch);
  const instrument = state.world.instruments[ask.instrument];
  if (instrument === undefined) return;
  const { step } = specificationOf(instrument, ask.market);
  const level: Level = { price: 0, quantity: 0 };
  let skip = takenLots(state, ask.instrument, ask.market, ask.side, step);
  for (let k = 0; readLevel(state.world, ask.instrument, ask.market, ask.side, second, touch, k, level); k++) {
    if (!within(ask.side, level.price, ask.limit)) return;
    const skipped = Math.min(skip, level.quantity);
    skip -= skipped;
    if (level.quantity > skipped) yield { price: level.price, quantity: level.quantity - skipped };
  }
}

/**
 * What an order would get now, best price first, without changing anything. At one price the synthetic size was there
 * before any resting order. Prices are matched in one pass over both.
 */
export function planTaker(state: ExchangeState, ask: Ask): Plan {
  const fills: PlannedFill[] = [];
  const ownCrossed: Order[] = [];
  const prevention = ask.prevention ?? "EXPIRE_MAKER";
  const budget = budgetOf(state, ask);
  let left = ask.quantity;
  let takerExpires = false;
  const makers = ladderOf(state, ask.instrument, ask.market, ask.side);
  const reducible = new Map<string, number>();
  let next = 0;
  const fill = (price: number, quantityMax: number, maker: Order | null): void => {
    const quantity = budget === null ? quantityMax : budget.afford(price, quantityMax);
    if (quantity > 0) fills.push({ price, quantity, maker });
    left = quantity < quantityMax ? 0 : left - quantity;
  };
  const takeMakers = (before: number | null): void => {
    for (; next < makers.length && left > 0; next++) {
      const maker = makers[next];
      if (maker === undefined || !within(ask.side, maker.price, ask.limit)) return;
      if (before !== null && !better(ask.side, maker.price, before)) return;
      if (maker.account === ask.account && prevention !== "NONE") {
        if (prevention !== "EXPIRE_TAKER") ownCrossed.push(maker);
        if (prevention === "EXPIRE_MAKER") continue;
        takerExpires = true;
        left = 0;
        return;
      }
      const quantity = Math.min(left, makerCapacity(state, maker, reducible));
      if (quantity > 0) fill(maker.price, quantity, maker);
    }
  };
  for (const level of syntheticLevels(state, ask)) {
    takeMakers(level.price);
    if (left === 0) break;
    fill(level.price, Math.min(left, level.quantity), null);
    if (left === 0) break;
  }
  takeMakers(null);
  return { fills, quantity: fills.reduce((sum, each) => sum + each.quantity, 0), ownCrossed, takerExpires };
}

/** What is left to spend, in whole lots at each price. */
function budgetOf(state: ExchangeState, ask: Ask): { afford(price: number, quantityMax: number): number } | null {
  const instrument = state.world.instruments[ask.instrument];
  if (ask.quoteMax === null || ask.quoteMax === undefined || instrument === undefined) return null;
  const specification = specificationOf(instrument, ask.market);
  const unit = 10n ** BigInt(18 - specification.priceScale - specification.quantityScale);
  let quoteLeft: bigint = ask.quoteMax;
  return {
    afford(price, quantityMax) {
      const each = BigInt(price) * unit;
      const lots = Math.min(quantityMax, Number(quoteLeft / each));
      const quantity = Math.floor(lots / specification.step) * specification.step;
      quoteLeft -= BigInt(quantity) * each;
      return quantity;
    },
  };
}

/** What resting orders alone are not asked for: the synthetic size within a limit. */
export function syntheticWithin(state: ExchangeState, ask: Ask): number {
  let left = ask.quantity;
  for (const level of syntheticLevels(state, ask)) {
    left -= Math.min(left, level.quantity);
    if (left === 0) break;
  }
  return ask.quantity - left;
}

export const takeSynthetic = (state: ExchangeState, ask: Ask, quantity: number): void =>
  take(state.books, bookSlot(ask.instrument, ask.market, ask.side), state.nowMs, quantity);

/** One side of the visible book: synthetic levels and resting orders, merged by price, best first. */
export function bookSide(
  state: ExchangeState,
  instrument: number,
  market: Market,
  taker: Side,
  levelsMax: number,
): Level[] {
  const ask: Ask = { account: null, market, instrument, side: taker, limit: null, quantity: 1 };
  const byPrice = new Map<number, number>();
  let levels = 0;
  for (const level of syntheticLevels(state, ask)) {
    byPrice.set(level.price, level.quantity);
    if (++levels >= levelsMax) break;
  }
  for (const order of ladderOf(state, instrument, market, taker)) {
    byPrice.set(order.price, (byPrice.get(order.price) ?? 0) + remainingOf(order));
  }
  return [...byPrice]
    .map(([price, quantity]) => ({ price, quantity }))
    .sort((a, b) => (taker === "BUY" ? a.price - b.price : b.price - a.price))
    .slice(0, levelsMax);
}

/** Both best levels of one book. Owned and reused by the caller; zero where a side is empty. */
export interface Top {
  readonly bid: Level;
  readonly ask: Level;
}

export const createTop = (): Top => ({ bid: { price: 0, quantity: 0 }, ask: { price: 0, quantity: 0 } });

/** What `bookSide` shows first on either side, for those who look at every market every second. */
export function readTop(state: ExchangeState, index: number, market: Market, out: Top): void {
  readTouch(state.world, index, market, secondOf(state.nowMs), touch);
  readBest(state, index, market, "SELL", out.bid);
  readBest(state, index, market, "BUY", out.ask);
}

function readBest(state: ExchangeState, index: number, market: Market, taker: Side, out: Level): void {
  const second = secondOf(state.nowMs);
  const instrument = state.world.instruments[index];
  let skip =
    instrument === undefined ? 0 : takenLots(state, index, market, taker, specificationOf(instrument, market).step);
  let found = false;
  for (let k = 0; !found && readLevel(state.world, index, market, taker, second, touch, k, out); k++) {
    found = out.quantity > skip;
    if (found) out.quantity -= skip;
    else skip -= out.quantity;
  }
  if (!found) out.price = out.quantity = 0;
  for (const order of ladderOf(state, index, market, taker)) {
    if (out.price > 0 && order.price !== out.price && !better(taker, order.price, out.price)) return;
    if (order.price !== out.price) out.quantity = 0;
    out.price = order.price;
    out.quantity += remainingOf(order);
  }
}
