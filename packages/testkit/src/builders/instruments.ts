import { type Asset, asset, type InstrumentIndex, instrumentIndex, type VenueId, venueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { amount, type Price, type Quantity, venueTime } from "@evenkeel/core/units";

export const VENUE: VenueId = venueId("sim");
/** The second venue of scripts that have one: perpetuals only, all money in one wallet. */
export const OTHER: VenueId = venueId("other");
export const USDT: Asset = asset("USDT");

type Overrides = Partial<Instrument>;

/** A spot market quoted in cents, sold in thousandths, with the fee of a new account. */
export function spotMarket(index: number, base: string, overrides: Overrides = {}): Instrument {
  return {
    index: instrumentIndex(index),
    venue: VENUE,
    kind: "spot",
    wallet: "spot",
    symbol: `${base}/USDT`,
    base: asset(base),
    quote: USDT,
    settle: USDT,
    priceScale: 2,
    quantityScale: 3,
    tickSize: 1 as Price,
    stepSize: 1 as Quantity,
    quantityMin: 1 as Quantity,
    quantityMax: 9_000_000 as Quantity,
    marketQuantityMax: 1_000_000 as Quantity,
    notionalMin: amount("5"),
    priceBandUp: 5,
    priceBandDown: 0.2,
    takerFeeBps: 10,
    makerFeeBps: 10,
    leverageMax: 1,
    maintenanceMarginBps: 0,
    listedAt: venueTime(0),
    status: "trading",
    underlying: "crypto",
    ...overrides,
  };
}

/** Its perpetual: coarser steps, cheaper fee, a tighter price band. */
export function perpetualMarket(index: number, base: string, overrides: Overrides = {}): Instrument {
  return {
    ...spotMarket(index, base),
    kind: "perpetual",
    wallet: "futures",
    symbol: `${base}USDT`,
    stepSize: 10 as Quantity,
    quantityMin: 10 as Quantity,
    priceBandUp: 1.05,
    priceBandDown: 0.95,
    takerFeeBps: 5,
    makerFeeBps: 2,
    leverageMax: 20,
    maintenanceMarginBps: 100,
    ...overrides,
  };
}

/** The same perpetual at the other venue, under a name of its own. */
export const otherPerpetual = (index: number, base: string): Instrument =>
  perpetualMarket(index, base, { venue: OTHER, wallet: "unified", symbol: `${base}-PERP` });

export const at = (index: number): InstrumentIndex => instrumentIndex(index);
