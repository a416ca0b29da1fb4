import { asset, instrumentIndex, type VenueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { amount, type Price, type Quantity, venueTime } from "@evenkeel/core/units";
import type { Market } from "./market.ts";

const PERPETUAL: Omit<Instrument, "venue" | "wallet"> = {
  index: instrumentIndex(0),
  kind: "perpetual",
  symbol: "BTCUSDT",
  base: asset("BTC"),
  quote: asset("USDT"),
  settle: asset("USDT"),
  priceScale: 8,
  quantityScale: 3,
  tickSize: 10_000_000 as Price,
  stepSize: 1 as Quantity,
  quantityMin: 1 as Quantity,
  quantityMax: 1_000_000 as Quantity,
  marketQuantityMax: 120_000 as Quantity,
  notionalMin: amount("100"),
  priceBandUp: 1.05,
  priceBandDown: 0.95,
  takerFeeBps: 5,
  makerFeeBps: 2,
  leverageMax: 125,
  maintenanceMarginBps: 40,
  listedAt: venueTime(0),
  status: "trading",
  underlying: "crypto",
};

type Wallets = { readonly spot: Instrument["wallet"]; readonly perpetual: Instrument["wallet"] };

/** Three markets of different shapes for tests of a venue's room: a plain contract, a thousandfold one, a spot. */
export function testMarkets(venue: VenueId, wallets: Wallets): readonly Market[] {
  const perpetual: Instrument = { ...PERPETUAL, venue, wallet: wallets.perpetual };
  return [
    { instrument: perpetual, symbol: "BTCUSDT", factor: 1 },
    {
      instrument: {
        ...perpetual,
        index: instrumentIndex(1),
        symbol: "1000PEPEUSDT",
        base: asset("PEPE"),
        priceScale: 11,
        quantityScale: 0,
        tickSize: 10 as Price,
        stepSize: 1_000 as Quantity,
      },
      symbol: "1000PEPEUSDT",
      factor: 1_000,
    },
    {
      instrument: {
        ...perpetual,
        index: instrumentIndex(2),
        kind: "spot",
        wallet: wallets.spot,
        quantityScale: 5,
        leverageMax: 1,
      },
      symbol: "BTCUSDT",
      factor: 1,
    },
  ];
}
