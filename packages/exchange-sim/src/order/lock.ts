import { type Amount, type Quantity, quantityAmount } from "@evenkeel/core/units";
import { type Account, spotBalance } from "../account/account.ts";
import { valueOf } from "../account/margin.ts";
import type { Side } from "../book/quote.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Instrument } from "../world/instrument.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Order, remainingOf } from "./order.ts";

/** What an order of spot pays with: quote when buying, base when selling. */
export const paidAsset = (state: ExchangeState, instrument: Instrument, side: Side): string =>
  side === "BUY" ? quoteAssetOf(state.world) : instrument.spot.baseAsset;

export const paidAmount = ({ spot }: Instrument, side: Side, price: number, quantity: number): Amount =>
  side === "BUY" ? valueOf(spot, price, quantity) : quantityAmount(quantity as Quantity, spot.quantityScale);

/** Moves a sum from the free part of a balance to the locked one; a negative sum comes back. */
export function hold(account: Account, asset: string, amount: Amount): void {
  const balance = spotBalance(account, asset);
  balance.free = (balance.free - amount) as Amount;
  balance.locked = (balance.locked + amount) as Amount;
}

/** Sets aside what a spot order will pay with. Contracts hold margin by being counted. */
export const lock = (state: ExchangeState, account: Account, order: Order): void => change(state, account, order, 1n);
export const unlock = (state: ExchangeState, account: Account, order: Order): void =>
  change(state, account, order, -1n);

function change(state: ExchangeState, account: Account, order: Order, sign: 1n | -1n): void {
  const instrument = state.world.instruments[order.instrument];
  if (order.market === "futures" || instrument === undefined) return;
  const amount = paidAmount(instrument, order.side, order.price, remainingOf(order));
  hold(account, paidAsset(state, instrument, order.side), (sign * amount) as Amount);
}
