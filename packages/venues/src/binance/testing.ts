import { asset, instrumentIndex } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { amount, type Price, type Quantity, venueTime } from "@evenkeel/core/units";
import type { Market } from "../common/market/market.ts";
import { BINANCE } from "./parse/catalogue.ts";

const PERPETUAL: Instrument = {
  index: instrumentIndex(0),
  venue: BINANCE,
  kind: "perpetual",
  wallet: "futures",
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

/** Three markets of different shapes for tests of this room: a plain contract, a thousandfold one, a spot. */
export const TEST_MARKETS: readonly Market[] = [
  { instrument: PERPETUAL, symbol: "BTCUSDT", factor: 1 },
  {
    instrument: {
      ...PERPETUAL,
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
    instrument: { ...PERPETUAL, index: instrumentIndex(2), kind: "spot", quantityScale: 5, leverageMax: 1 },
    symbol: "BTCUSDT",
    factor: 1,
  },
];
