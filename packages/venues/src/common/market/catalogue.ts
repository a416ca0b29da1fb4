import { type Asset, asset } from "@evenkeel/core/ids";
import { decode, type Fields } from "../decode/json.ts";
import { type Multiplier, pricesAgree } from "./contract-multiplier.ts";
import type { Market } from "./market.ts";

/** Settlement currencies of a pair must match; only this one is traded. */
export const SETTLEMENT = "USDT";

export type FeeRates = { readonly taker: number; readonly maker: number };
export type Bracket = { readonly leverageMax: number; readonly maintenanceMarginBps: number };

export type Catalogue = { readonly markets: readonly Market[]; readonly rejected: readonly string[] };

/** What the cross-check of a multiplier looks at. */
export type CoinCheck = {
  /** Last prices by symbol. */
  readonly spotPrices: ReadonlyMap<string, number>;
  readonly futuresPrices: ReadonlyMap<string, number>;
  /** Contracts whose coin was already agreed on; a wild minute does not divorce a held pair. */
  readonly agreed: Set<string>;
};

/** A contract whose price does not match its spot is on an asset of its own, so nothing can hedge it. */
export function coinOf(
  contract: string,
  { base, factor }: Multiplier,
  spotSymbols: ReadonlyMap<string, string>,
  { agreed, spotPrices, futuresPrices }: CoinCheck,
): Asset {
  const spot = spotSymbols.get(base);
  if (spot === undefined || agreed.has(contract)) return asset(base);
  if (!pricesAgree(futuresPrices.get(contract) ?? 0, spotPrices.get(spot) ?? 0, factor))
    return asset(`${base}@${contract}`);
  agreed.add(contract);
  return asset(base);
}

/** Of a symbol, where it is named because it cannot be read. */
const NAME_LENGTH_MAX = 40;

/** Markets one by one: a symbol that cannot be read is left out and named. */
export function readMarkets(
  symbols: readonly Fields[],
  rejected: string[],
  run: (symbol: Fields) => Market,
): readonly Market[] {
  return symbols.flatMap((symbol) => {
    const market = decode(() => run(symbol));
    if (market.ok) return [market.value];
    const name = typeof symbol["symbol"] === "string" ? symbol["symbol"].slice(0, NAME_LENGTH_MAX) : "a nameless one";
    rejected.push(`${name}: ${market.error}`);
    return [];
  });
}
