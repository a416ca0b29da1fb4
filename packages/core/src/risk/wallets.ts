import { walletKey } from "../ledger/ledger.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Amount } from "../units/index.ts";

/** Where a market's money is: the key of its wallet in the ledger and in `Equity.free`. */
export const walletOf = ({ venue, wallet, settle }: Instrument): string => walletKey(venue, wallet, settle);

/**
 * What one notional of a pair binds in each wallet, in parts of `1 / leverage`: a spot leg is paid whole, a perpetual
 * leg binds its margin. In a unified wallet both add up.
 */
export function walletParts(long: Instrument, short: Instrument, leverage: number): ReadonlyMap<string, bigint> {
  const parts = new Map<string, bigint>();
  for (const leg of [long, short]) {
    const key = walletOf(leg);
    parts.set(key, (parts.get(key) ?? 0n) + (leg.kind === "spot" ? BigInt(leverage) : 1n));
  }
  return parts;
}

export const bound = (notional: Amount, parts: bigint, leverage: number): Amount =>
  ((notional * parts) / BigInt(leverage)) as Amount;

export const allParts = (parts: ReadonlyMap<string, bigint>): bigint => {
  let sum = 0n;
  for (const each of parts.values()) sum += each;
  return sum;
};

export function freeTotal(free: ReadonlyMap<string, Amount>): Amount {
  let sum = 0n;
  for (const each of free.values()) sum += each;
  return sum as Amount;
}
