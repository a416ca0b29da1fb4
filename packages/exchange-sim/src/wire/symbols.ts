import type { Market } from "../world/instrument.ts";

/** Where a symbol is. A contract may be renamed while it is listed: the old name is forgotten, the new one found. */
export interface SymbolIndex {
  get(symbol: string): number | undefined;
}

/** All of an instrument that is asked here. */
export type Symbols = Readonly<Record<Market, { readonly symbol: string }>>;

export function indexSymbols(instruments: readonly Symbols[], market: Market): SymbolIndex {
  const nameOf = (at: number): string | undefined => instruments[at]?.[market].symbol;
  const known = new Map(instruments.map((each, at) => [each[market].symbol, at]));
  return {
    get(symbol) {
      const at = known.get(symbol);
      if (at !== undefined && nameOf(at) === symbol) return at;
      const found = instruments.findIndex((each) => each[market].symbol === symbol);
      if (found < 0) return undefined;
      known.set(symbol, found);
      return found;
    },
  };
}
