/** 10PEPE, 1000PEPE, 10000LADYS, 1000000MOG, 1MBABYDOGE: a contract on so many coins at once. Bybit's SHIB1000 says it last. */
const MULTIPLIED = /^(10+|1M)(.+)$/;
const MULTIPLIED_LAST = /^(.+?)(10{3,})$/;
const MILLION = 1_000_000;

export type Multiplier = { readonly base: string; readonly factor: number; readonly zeros: number };

/**
 * The coin a contract is on and how many of it, by the spot market's names: 1000SATS and 1MBABYDOGE are sold
 * under these very names on spot, so the full name goes first.
 */
export function contractMultiplier(baseAsset: string, isSpotBase: (name: string) => boolean): Multiplier {
  const plain: Multiplier = { base: baseAsset, factor: 1, zeros: 0 };
  if (isSpotBase(baseAsset)) return plain;
  const [, first = "", rest = ""] = MULTIPLIED.exec(baseAsset) ?? [];
  const [, start = "", last = ""] = MULTIPLIED_LAST.exec(baseAsset) ?? [];
  const [count, base] = isSpotBase(rest) ? [first, rest] : [last, start];
  if (!isSpotBase(base)) return plain;
  const factor = count === "1M" ? MILLION : Number(count);
  return { base, factor, zeros: Math.round(Math.log10(factor)) };
}

const PRICE_APART_MAX = 0.05;

/** A wrong multiplier, or another coin of the same name, shows in the prices. */
export const pricesAgree = (futuresPrice: number, spotPrice: number, factor: number): boolean =>
  futuresPrice > 0 && spotPrice > 0 && Math.abs(futuresPrice / factor / spotPrice - 1) <= PRICE_APART_MAX;
