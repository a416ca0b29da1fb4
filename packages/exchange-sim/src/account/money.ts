import { type Amount, divideDown, ZERO } from "@evenkeel/core/units";
import type { ExchangeState, Pool } from "../exchange/state.ts";
import { PROFILES } from "../world/venue.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Account, spotBalance } from "./account.ts";

/** The venue counts money in 8 digits; amounts here carry 18, so everything booked is a multiple of this. */
export const VENUE_UNIT = 10n ** 10n;

/** Towards minus infinity at the venue's 8 digits: what an account receives shrinks, what it pays grows. */
export const floorVenue = (value: bigint): Amount => (divideDown(value, VENUE_UNIT) * VENUE_UNIT) as Amount;

/** Commission at 8 digits, rounded down: the venue truncates it. */
export const commissionOf = (value: Amount, ppm: number): Amount => floorVenue((value * BigInt(ppm)) / 1_000_000n);

export const poolKey = (pool: Pool, asset: string): string => `${pool}:${asset}`;

export function poolAmount(state: ExchangeState, pool: Pool, asset: string): Amount {
  return state.pools.get(poolKey(pool, asset)) ?? (0n as Amount);
}

function addToPool(state: ExchangeState, pool: Pool, asset: string, change: bigint): void {
  const key = poolKey(pool, asset);
  state.pools.set(key, ((state.pools.get(key) ?? 0n) + change) as Amount);
}

/** Moves money from one pool to another; a negative amount goes the other way. */
export function movePool(state: ExchangeState, from: Pool, to: Pool, asset: string, amount: bigint): void {
  addToPool(state, from, asset, -amount);
  addToPool(state, to, asset, amount);
}

/** Moves money from a pool into an account's free spot balance; a negative amount goes the other way. */
export function moveSpot(state: ExchangeState, pool: Pool, account: Account, asset: string, change: bigint): void {
  const balance = spotBalance(account, asset);
  balance.free = (balance.free + change) as Amount;
  addToPool(state, pool, asset, -change);
}

export const isUnified = (state: ExchangeState): boolean => PROFILES[state.world.venue].unified;

/** The money behind contracts. In a unified account it is the quote asset, what spot orders hold of it included. */
export function walletOf(state: ExchangeState, account: Account): Amount {
  if (!isUnified(state)) return account.futuresWallet;
  const { free, locked } = spotBalance(account, quoteAssetOf(state.world));
  return (free + locked) as Amount;
}

/** What spot orders hold of the money behind contracts. */
export const lockedBehind = (state: ExchangeState, account: Account): Amount =>
  isUnified(state) ? spotBalance(account, quoteAssetOf(state.world)).locked : ZERO;

/** Moves money from a pool into the wallet behind contracts; a negative amount goes the other way. */
export function moveFutures(state: ExchangeState, pool: Pool, account: Account, change: bigint): void {
  const asset = quoteAssetOf(state.world);
  if (isUnified(state)) return moveSpot(state, pool, account, asset, change);
  account.futuresWallet = (account.futuresWallet + change) as Amount;
  addToPool(state, pool, asset, -change);
}

/** Moves the coin that commissions on contracts are paid in, between a pool and what lies beside the wallet. */
export function moveDiscount(state: ExchangeState, pool: Pool, account: Account, asset: string, change: bigint): void {
  account.futuresDiscountCoin = (account.futuresDiscountCoin + change) as Amount;
  addToPool(state, pool, asset, -change);
}

/** Everything that exists of each asset, wherever it is. Constant over any episode. */
export function totalByAsset(state: ExchangeState): Map<string, Amount> {
  const totals = new Map<string, Amount>();
  const discountAsset = PROFILES[state.world.venue].feeDiscount?.asset;
  const addTo = (asset: string, value: bigint) => totals.set(asset, ((totals.get(asset) ?? 0n) + value) as Amount);
  for (const account of state.accounts.values()) {
    for (const [asset, balance] of account.spot) addTo(asset, balance.free + balance.locked);
    for (const [asset, held] of account.funding) addTo(asset, held);
    addTo(quoteAssetOf(state.world), account.futuresWallet);
    if (discountAsset !== undefined) addTo(discountAsset, account.futuresDiscountCoin);
  }
  for (const [key, value] of state.pools) addTo(key.slice(key.indexOf(":") + 1), value);
  return totals;
}
