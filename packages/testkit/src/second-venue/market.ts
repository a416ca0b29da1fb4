import { HOUR_MS } from "@evenkeel/core/units";

/** A market as this venue trades it: perpetuals in lots of a thousand coins, priced per lot. */
export type LotMarket = {
  readonly name: string;
  readonly coin: string;
  readonly kind: "spot" | "perpetual";
  readonly coinsPerLot: number;
  readonly priceScale: number;
  /** Price in ticks around which the book stands. */
  readonly midTicks: number;
  readonly lotsPerLevel: number;
  readonly lotsMax: number;
};

export const LEVELS = 5;
export const VALUE_MIN_USDT = 5;
export const FUNDING_HOURS = 1;
export const FUNDING_MS = FUNDING_HOURS * HOUR_MS;
/** 0.00125 % an hour. */
export const FUNDING_RATE = "0.0000125";
export const FUNDING_CAP = "0.005";
export const FEE_BPS = { spot: 10, perpetual: 5 } as const;
export const LEVERAGE_MAX = 10;

const coin = (name: string, midTicks: number): LotMarket[] => [
  {
    name: `${name}/USDT`,
    coin: name,
    kind: "spot",
    coinsPerLot: 1,
    priceScale: 8,
    midTicks,
    lotsPerLevel: 5_000_000,
    lotsMax: 1_000_000_000,
  },
  {
    name: `k${name}-PERP`,
    coin: name,
    kind: "perpetual",
    coinsPerLot: 1_000,
    priceScale: 5,
    midTicks: midTicks + 2,
    lotsPerLevel: 5_000,
    lotsMax: 1_000_000,
  },
];

export const MARKETS: readonly LotMarket[] = [...coin("PEPE", 1_230), ...coin("FLOKI", 8_450)];

export type Level = { readonly price: number; readonly lots: number };

const SWING_TICKS = 7;
const SECOND_MS = 1_000;

/** The book breathes with time and is whole again for every order. */
export function levelsOf(market: LotMarket, side: "bid" | "ask", venueMs: number): Level[] {
  const mid = market.midTicks + (Math.floor(venueMs / SECOND_MS) % SWING_TICKS);
  const step = side === "ask" ? 1 : -1;
  return Array.from({ length: LEVELS }, (_, level) => ({
    price: mid + step * (level + 1),
    lots: market.lotsPerLevel * (level + 1),
  }));
}
