import { asset, venueId } from "@evenkeel/core/ids";
import type { Instrument, InstrumentStatus } from "@evenkeel/core/market";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { venueTime } from "@evenkeel/core/units";
import {
  amountOf,
  type Fields,
  fields,
  floatOf,
  integer,
  list,
  Malformed,
  meaningOf,
  text,
} from "../../common/decode/json.ts";
import {
  type Bracket,
  type Catalogue,
  type CoinCheck,
  coinOf,
  type FeeRates,
  readMarkets,
  SETTLEMENT,
} from "../../common/market/catalogue.ts";
import { contractMultiplier } from "../../common/market/contract-multiplier.ts";
import type { Market } from "../../common/market/market.ts";
import { exactSizes, type Sizes } from "../../common/market/sizes.ts";
import { BRACKET_DEFAULT, DELIVERY_NEVER_MS, FEE_BPS_DEFAULT, PRICE_DIGITS } from "../quirks/defaults.ts";

export const BINANCE = venueId("binance");
/** Stocks and commodities have a contract type of their own since 2026. */
const PERPETUAL_TYPES = new Set(["PERPETUAL", "TRADIFI_PERPETUAL"]);

export type CatalogueInput = CoinCheck & {
  readonly spotInfo: unknown;
  readonly futuresInfo: unknown;
  readonly brackets: ReadonlyMap<string, Bracket>;
  readonly fees: { readonly spot: FeeRates; readonly perpetual: FeeRates };
  readonly directory: InstrumentDirectory;
};

export const DEFAULT_FEES = FEE_BPS_DEFAULT;

function filtersOf(symbol: Fields): (name: string) => Fields {
  const byType = new Map(
    list(symbol["filters"], "filters").map((each) => {
      const filter = fields(each, "filter");
      return [text(filter, "filterType"), filter] as const;
    }),
  );
  return (name) => {
    const filter = byType.get(name);
    if (filter === undefined) throw new Malformed(`${name}: filter is missing`);
    return filter;
  };
}

function sizesOf(filter: (name: string) => Fields, factor: number, zeros: number): Sizes {
  const lot = filter("LOT_SIZE");
  const wire = {
    tick: text(filter("PRICE_FILTER"), "tickSize"),
    step: text(lot, "stepSize"),
    quantityMin: text(lot, "minQty"),
    quantityMax: text(lot, "maxQty"),
    marketQuantityMax: text(filter("MARKET_LOT_SIZE"), "maxQty"),
  };
  return exactSizes(wire, PRICE_DIGITS, factor, zeros);
}

const SPOT_STATUS: Readonly<Record<string, InstrumentStatus>> = { TRADING: "trading" };
const SETTLING = new Set(["PRE_SETTLE", "SETTLING", "PRE_DELIVERING", "DELIVERING"]);

function futuresStatus(symbol: Fields): InstrumentStatus {
  const status = text(symbol, "status");
  if (SETTLING.has(status)) return "settling";
  if (status !== "TRADING") return "halted";
  return integer(symbol, "deliveryDate") < DELIVERY_NEVER_MS ? "delisting" : "trading";
}

function spotMarket(symbol: Fields, input: CatalogueInput): Market {
  const filter = filtersOf(symbol);
  const band = filter("PERCENT_PRICE_BY_SIDE");
  const name = text(symbol, "symbol");
  const instrument: Instrument = {
    index: input.directory.indexOf(BINANCE, "spot", name),
    venue: BINANCE,
    kind: "spot",
    wallet: "spot",
    symbol: name,
    base: asset(text(symbol, "baseAsset")),
    quote: asset(SETTLEMENT),
    settle: asset(SETTLEMENT),
    ...sizesOf(filter, 1, 0),
    notionalMin: amountOf(filter("NOTIONAL"), "minNotional"),
    priceBandUp: Math.min(floatOf(band, "bidMultiplierUp"), floatOf(band, "askMultiplierUp")),
    priceBandDown: Math.max(floatOf(band, "bidMultiplierDown"), floatOf(band, "askMultiplierDown")),
    takerFeeBps: input.fees.spot.taker,
    makerFeeBps: input.fees.spot.maker,
    leverageMax: 1,
    maintenanceMarginBps: 0,
    listedAt: venueTime(0),
    status: meaningOf(SPOT_STATUS, text(symbol, "status")) ?? "halted",
    underlying: "crypto",
  };
  return { instrument, symbol: name, factor: 1 };
}

function perpetualMarket(symbol: Fields, input: CatalogueInput, spots: ReadonlyMap<string, string>): Market {
  const name = text(symbol, "symbol");
  const multiplier = contractMultiplier(text(symbol, "baseAsset"), (each) => spots.has(each));
  const { factor, zeros } = multiplier;
  const filter = filtersOf(symbol);
  const band = filter("PERCENT_PRICE");
  const bracket = input.brackets.get(name) ?? BRACKET_DEFAULT;
  const instrument: Instrument = {
    index: input.directory.indexOf(BINANCE, "perpetual", name),
    venue: BINANCE,
    kind: "perpetual",
    wallet: "futures",
    symbol: name,
    base: coinOf(name, multiplier, spots, input),
    quote: asset(SETTLEMENT),
    settle: asset(SETTLEMENT),
    ...sizesOf(filter, factor, zeros),
    notionalMin: amountOf(filter("MIN_NOTIONAL"), "notional"),
    priceBandUp: floatOf(band, "multiplierUp"),
    priceBandDown: floatOf(band, "multiplierDown"),
    takerFeeBps: input.fees.perpetual.taker,
    makerFeeBps: input.fees.perpetual.maker,
    ...bracket,
    listedAt: venueTime(integer(symbol, "onboardDate")),
    status: futuresStatus(symbol),
    underlying: text(symbol, "underlyingType") === "COIN" ? "crypto" : "other",
  };
  return { instrument, symbol: name, factor };
}

const isSpot = (symbol: Fields): boolean => symbol["quoteAsset"] === SETTLEMENT;
const isPerpetual = (symbol: Fields): boolean =>
  symbol["quoteAsset"] === SETTLEMENT &&
  symbol["marginAsset"] === SETTLEMENT &&
  typeof symbol["contractType"] === "string" &&
  PERPETUAL_TYPES.has(symbol["contractType"]);

/** Every USDT perpetual and the spot markets of the same coins. A symbol that cannot be read is left out and named. */
export function parseCatalogue(input: CatalogueInput): Catalogue {
  const symbolsOf = (info: unknown): Fields[] =>
    list(fields(info, "exchangeInfo")["symbols"], "symbols").map((each) => fields(each, "symbol"));
  const spotSymbols = symbolsOf(input.spotInfo).filter(isSpot);
  const spots = new Map(spotSymbols.map((symbol) => [text(symbol, "baseAsset"), text(symbol, "symbol")]));
  const rejected: string[] = [];
  const perpetuals = readMarkets(symbolsOf(input.futuresInfo).filter(isPerpetual), rejected, (symbol) =>
    perpetualMarket(symbol, input, spots),
  );
  const hedged = new Set(perpetuals.map(({ instrument }) => String(instrument.base)));
  const hedging = spotSymbols.filter((symbol) => hedged.has(text(symbol, "baseAsset")));
  const spotMarkets = readMarkets(hedging, rejected, (symbol) => spotMarket(symbol, input));
  return { markets: [...spotMarkets, ...perpetuals], rejected };
}
