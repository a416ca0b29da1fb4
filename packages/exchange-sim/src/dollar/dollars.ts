import { PROFILES, type VenueName } from "../world/venue.ts";
import type { World } from "../world/world.ts";

/** Logs of what is worth a dollar when nothing is wrong: what prices are counted in, and the coins quoted against it. */
export interface Dollars {
  quoteLog: number;
  readonly coinLogs: Map<string, number>;
}

/** The part of the exchange that is asked. */
interface Quoting {
  readonly world: Pick<World, "venue">;
  readonly dollars: Dollars;
}

export interface DollarQuote {
  readonly coin: string;
  readonly symbol: string;
  /** Integers at four digits. */
  readonly bid: number;
  readonly ask: number;
}

export const DOLLAR_SCALE = 4;
/** What stands on each side, in whole coins: such books are deep. */
export const DOLLAR_QUANTITY = 1_500_000;
const UNIT = 10 ** DOLLAR_SCALE;

export const createDollars = (venue: VenueName): Dollars => ({
  quoteLog: 0,
  coinLogs: new Map(PROFILES[venue].dollarCoins.map((coin) => [coin, 0])),
});

/** One tick wide around the price, as those books are. */
export function dollarQuotes({ world, dollars }: Quoting): DollarQuote[] {
  const { symbolOf, quoteAsset } = PROFILES[world.venue];
  return [...dollars.coinLogs].map(([coin, coinLog]) => {
    const bid = Math.floor(Math.exp(coinLog - dollars.quoteLog) * UNIT - 0.5);
    return { coin, symbol: symbolOf("spot", coin, quoteAsset), bid, ask: bid + 1 };
  });
}

export const dollarQuote = (state: Quoting, symbol: string): DollarQuote | null =>
  dollarQuotes(state).find((each) => each.symbol === symbol) ?? null;

export const isDollarSymbol = (state: Quoting, symbol: string): boolean => dollarQuote(state, symbol) !== null;
