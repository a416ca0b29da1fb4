import { type Amount, divideUp, type Quantity, quantityAmount, ZERO } from "@evenkeel/core/units";
import { type Account, spotBalance } from "../account/account.ts";
import { valueOf } from "../account/margin.ts";
import { VENUE_UNIT } from "../account/money.ts";
import type { Side } from "../book/quote.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Instrument } from "../world/instrument.ts";
import { PROFILES } from "../world/venue.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Order, remainingOf } from "./order.ts";

const PPM = 1_000_000n;

/** What an order of spot pays with: quote when buying, base when selling. */
export const paidAsset = (state: ExchangeState, instrument: Instrument, side: Side): string =>
  side === "BUY" ? quoteAssetOf(state.world) : instrument.spot.baseAsset;

/** What an order of spot may cost: its base when selling, and when buying its quote with what is charged on top. */
export function paidAmount(
  state: ExchangeState,
  account: Account,
  { spot }: Instrument,
  side: Side,
  price: number,
  quantity: number,
): Amount {
  if (side === "SELL") return quantityAmount(quantity as Quantity, spot.quantityScale);
  return withCommission(state, account, valueOf(spot, price, quantity));
}

const chargedOnTop = (state: ExchangeState): boolean => PROFILES[state.world.venue].spotCommission === "quote";

/** A sum of quote with the commission it may cost at most: a taker's. */
export function withCommission(state: ExchangeState, account: Account, value: Amount): Amount {
  if (!chargedOnTop(state)) return value;
  const commission = divideUp(value * BigInt(account.fees.spotTakerPpm), PPM * VENUE_UNIT) * VENUE_UNIT;
  return (value + commission) as Amount;
}

/** How much of a sum of quote can be spent so that its commission still fits into it. */
export function withoutCommission(state: ExchangeState, account: Account, sum: Amount): Amount {
  if (!chargedOnTop(state)) return sum;
  return ((sum * PPM) / (PPM + BigInt(account.fees.spotTakerPpm))) as Amount;
}

/** Moves a sum from the free part of a balance to the locked one; a negative sum comes back. */
export function hold(account: Account, asset: string, amount: Amount): void {
  const balance = spotBalance(account, asset);
  balance.free = (balance.free - amount) as Amount;
  balance.locked = (balance.locked + amount) as Amount;
}

/** What a resting order of spot holds for what is left of it. Contracts hold margin by being counted. */
export const heldBy = (state: ExchangeState, account: Account, order: Order): Amount =>
  heldFor(state, account, order, remainingOf(order));

function heldFor(state: ExchangeState, account: Account, order: Order, quantity: number): Amount {
  const instrument = state.world.instruments[order.instrument];
  if (order.market === "futures" || instrument === undefined) return ZERO;
  return paidAmount(state, account, instrument, order.side, order.price, quantity);
}

/** Sets aside what a spot order will pay with. */
export const lock = (state: ExchangeState, account: Account, order: Order): void =>
  change(state, account, order, heldBy(state, account, order));
export const unlock = (state: ExchangeState, account: Account, order: Order): void =>
  change(state, account, order, -heldBy(state, account, order) as Amount);

/** Gives back what a resting order holds for lots that are about to be paid for. */
export function release(state: ExchangeState, account: Account, order: Order, quantity: number): void {
  const left = heldFor(state, account, order, remainingOf(order) - quantity);
  change(state, account, order, (left - heldBy(state, account, order)) as Amount);
}

function change(state: ExchangeState, account: Account, order: Order, amount: Amount): void {
  const instrument = state.world.instruments[order.instrument];
  if (order.market === "futures" || instrument === undefined) return;
  hold(account, paidAsset(state, instrument, order.side), amount);
}
