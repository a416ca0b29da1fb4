import type { Wallet } from "@evenkeel/core/events";
import { asset, type VenueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { type Price, type Quantity, venueTime } from "@evenkeel/core/units";
import {
  type Instrument as Listed,
  type Market,
  NEVER_MS,
  PROFILES,
  specificationOf,
  type World,
} from "@evenkeel/exchange-sim";

/** How one market of the simulated exchange maps into base units. */
export type Listing = {
  readonly market: Market;
  /** Index inside the exchange. */
  readonly at: number;
  readonly symbol: string;
  /** Base units in one unit the venue trades: 1000 for 1000PEPE. */
  readonly multiplier: number;
  /** From the exchange's own price mantissas to ours: every price is held at the digits the wire prints. */
  readonly priceFactor: number;
  readonly instrument: Instrument;
  /** What was traded before belongs to the name and the units of then. */
  readonly fromMs: number;
};

/** The venue prints prices with up to this many digits, whatever the tick. */
export const WIRE_DIGITS = 8;

const digitsOf = (multiplier: number): number => Math.round(Math.log10(multiplier));

function statusAt({ onboardMs, deliveryMs }: Listed, market: Market, nowMs: number): Instrument["status"] {
  if (market === "spot") return "trading";
  if (nowMs < onboardMs) return "halted";
  if (nowMs >= deliveryMs) return "settling";
  return deliveryMs < NEVER_MS ? "delisting" : "trading";
}

const walletOf = (world: World, market: Market): Wallet => (PROFILES[world.venue].unified ? "unified" : market);

/** Every market as `core` sees it: contract multipliers gone into scales and steps. */
export function listMarkets(
  world: World,
  venue: VenueId,
  directory: InstrumentDirectory,
  nowMs = world.startMs,
): Listing[] {
  const listings: Listing[] = [];
  const [fees] = PROFILES[world.venue].tiers;
  for (const listed of world.instruments) {
    for (const market of ["spot", "futures"] as const) {
      const specification = specificationOf(listed, market);
      const multiplier = market === "futures" ? listed.multiplier : 1;
      const kind = market === "spot" ? "spot" : "perpetual";
      const lowest = listed.brackets[0];
      const priceFactor = 10 ** (WIRE_DIGITS - specification.priceScale);
      listings.push({
        market,
        at: listed.index,
        symbol: specification.symbol,
        multiplier,
        priceFactor,
        instrument: {
          index: directory.indexOf(venue, kind, specification.symbol),
          venue,
          kind,
          wallet: walletOf(world, market),
          symbol: specification.symbol,
          base: asset(listed.spot.baseAsset),
          quote: asset("USDT"),
          settle: asset("USDT"),
          priceScale: WIRE_DIGITS + digitsOf(multiplier),
          quantityScale: specification.quantityScale,
          tickSize: (specification.tick * priceFactor) as Price,
          stepSize: (specification.step * multiplier) as Quantity,
          quantityMin: (specification.step * multiplier) as Quantity,
          quantityMax: (specification.quantityMax * multiplier) as Quantity,
          marketQuantityMax: (specification.marketQuantityMax * multiplier) as Quantity,
          notionalMin: specification.notionalMin,
          priceBandUp: specification.priceUpPercent / 100,
          priceBandDown: specification.priceDownPercent / 100,
          takerFeeBps: (market === "spot" ? fees.spotTakerPpm : fees.futuresTakerPpm) / 100,
          makerFeeBps: (market === "spot" ? fees.spotMakerPpm : fees.futuresMakerPpm) / 100,
          leverageMax: market === "spot" ? 1 : (lowest?.leverageMax ?? 1),
          maintenanceMarginBps: market === "spot" ? 0 : (lowest?.maintenancePpm ?? 0) / 100,
          listedAt: venueTime(market === "spot" ? 0 : listed.onboardMs),
          status: statusAt(listed, market, nowMs),
          underlying: listed.underlying === "COIN" ? "crypto" : "other",
        },
        fromMs: Number.NEGATIVE_INFINITY,
      });
    }
  }
  return listings;
}
