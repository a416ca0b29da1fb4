import { type Amount, divideDown, divideUp, notional, type Price, type Quantity, ZERO } from "@evenkeel/core/units";
import type { ExchangeState } from "../exchange/state.ts";
import { type Order, remainingOf } from "../order/order.ts";
import type { Bracket, Instrument, MarketSpecification } from "../world/instrument.ts";
import { markMantissaAt } from "../world/sample.ts";
import { secondOf } from "../world/world.ts";
import { type Account, leverageOf, marginTypeOf, type Position, positionOf } from "./account.ts";
import { floorVenue, lockedBehind, VENUE_UNIT, walletOf } from "./money.ts";

export const MARK_SCALE = 8;

/** price × quantity of one market, exact. */
export const valueOf = (specification: MarketSpecification, price: number, quantity: number): Amount =>
  notional(price as Price, specification.priceScale, quantity as Quantity, specification.quantityScale);

/** Value of a quantity at the mark price, towards minus infinity at 8 digits; signed as the quantity is. */
export function markValue(instrument: Instrument, markMantissa: number, quantity: number): Amount {
  const scale = MARK_SCALE + instrument.futures.quantityScale;
  return floorVenue(BigInt(markMantissa) * BigInt(quantity) * 10n ** BigInt(18 - scale));
}

export const markOf = (state: ExchangeState, instrument: number): number =>
  markMantissaAt(state.world, instrument, secondOf(state.nowMs));

export function unrealizedPnl(state: ExchangeState, position: Position): Amount {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined || position.quantity === 0) return ZERO;
  const value = markValue(instrument, markOf(state, position.instrument), position.quantity);
  return (position.quantity > 0 ? value - position.cost : value + position.cost) as Amount;
}

export function bracketOf(brackets: readonly Bracket[], value: Amount): Bracket {
  const found = brackets.find((bracket) => value <= bracket.cap) ?? brackets.at(-1);
  if (found === undefined) throw new RangeError("an instrument without brackets");
  return found;
}

const absolute = (value: bigint): Amount => (value < 0n ? -value : value) as Amount;
const roundUpVenue = (value: bigint, divisor: bigint): Amount =>
  (divideUp(value, divisor * VENUE_UNIT) * VENUE_UNIT) as Amount;

export const initialMarginOf = (value: Amount, leverage: number): Amount => roundUpVenue(value, BigInt(leverage));

export function maintenanceMargin(state: ExchangeState, position: Position): Amount {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined || position.quantity === 0) return ZERO;
  const value = absolute(markValue(instrument, markOf(state, position.instrument), position.quantity));
  const bracket = bracketOf(instrument.brackets, value);
  const margin = (value * BigInt(bracket.maintenancePpm)) / 1_000_000n - bracket.deduction;
  return roundUpVenue(margin < 0n ? 0n : margin, 1n);
}

export function positionInitialMargin(state: ExchangeState, account: Account, position: Position): Amount {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined || position.quantity === 0) return ZERO;
  const value = absolute(markValue(instrument, markOf(state, position.instrument), position.quantity));
  return initialMarginOf(value, leverageOf(account, position.instrument));
}

/**
 * Margin held for resting orders of one instrument: the larger of its two sides, less what only closes. In hedge mode
 * both sides can come to be held, and what closes is reduce-only.
 */
export function openOrderMargin(state: ExchangeState, account: Account, instrumentIndex: number): Amount {
  const instrument = state.world.instruments[instrumentIndex];
  if (instrument === undefined) return ZERO;
  const quantity = account.hedgeMode ? 0 : (positionOf(account, instrumentIndex, "BOTH")?.quantity ?? 0);
  const closing = { BUY: Math.max(0, -quantity), SELL: Math.max(0, quantity) };
  const value = { BUY: 0n, SELL: 0n };
  for (const id of account.openOrders) {
    const order = state.resting.get(id);
    if (order === undefined || order.market !== "futures" || order.instrument !== instrumentIndex) continue;
    if (order.reduceOnly) continue;
    const closes = Math.min(closing[order.side], remainingOf(order));
    closing[order.side] -= closes;
    value[order.side] += valueOf(instrument.futures, order.price, remainingOf(order) - closes);
  }
  const larger = value.BUY > value.SELL ? value.BUY : value.SELL;
  const counted = account.hedgeMode ? value.BUY + value.SELL : larger;
  return initialMarginOf(counted as Amount, leverageOf(account, instrumentIndex));
}

export interface FuturesSummary {
  readonly walletBalance: Amount;
  readonly crossWalletBalance: Amount;
  readonly unrealizedPnl: Amount;
  readonly crossUnrealizedPnl: Amount;
  readonly positionInitialMargin: Amount;
  readonly openOrderInitialMargin: Amount;
  readonly maintenanceMargin: Amount;
  readonly availableBalance: Amount;
}

export function summarizeFutures(state: ExchangeState, account: Account): FuturesSummary {
  let isolated = 0n;
  let pnl = 0n;
  let crossPnl = 0n;
  let crossInitial = 0n;
  let initial = 0n;
  let maintenance = 0n;
  for (const position of account.positions.values()) {
    const positionPnl = unrealizedPnl(state, position);
    const positionMargin = positionInitialMargin(state, account, position);
    isolated += position.isolatedMargin;
    pnl += positionPnl;
    initial += positionMargin;
    maintenance += maintenanceMargin(state, position);
    if (marginTypeOf(account, position.instrument) === "CROSSED") {
      crossPnl += positionPnl;
      crossInitial += positionMargin;
    }
  }
  let orders = 0n;
  for (const instrument of instrumentsWithOrders(state, account)) orders += openOrderMargin(state, account, instrument);
  const wallet = walletOf(state, account);
  const crossWallet = wallet - isolated;
  const available = crossWallet + crossPnl - crossInitial - orders - lockedBehind(state, account);
  return {
    walletBalance: wallet,
    crossWalletBalance: crossWallet as Amount,
    unrealizedPnl: pnl as Amount,
    crossUnrealizedPnl: crossPnl as Amount,
    positionInitialMargin: initial as Amount,
    openOrderInitialMargin: orders as Amount,
    maintenanceMargin: maintenance as Amount,
    availableBalance: (available < 0n ? 0n : available) as Amount,
  };
}

function instrumentsWithOrders(state: ExchangeState, account: Account): Set<number> {
  const found = new Set<number>();
  for (const id of account.openOrders) {
    const order: Order | undefined = state.resting.get(id);
    if (order?.market === "futures") found.add(order.instrument);
  }
  return found;
}

/** cost ÷ quantity at this many digits, to the nearest digit below. */
export function entryPrice(instrument: Instrument, position: Position, scale: number): bigint {
  if (position.quantity === 0) return 0n;
  const quantity = BigInt(Math.abs(position.quantity));
  const shift = 10n ** BigInt(instrument.futures.quantityScale + scale);
  return divideDown(position.cost * shift, quantity * 10n ** 18n);
}
