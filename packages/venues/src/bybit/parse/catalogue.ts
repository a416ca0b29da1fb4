import { asset } from "@evenkeel/core/ids";
import type { Instrument, InstrumentStatus } from "@evenkeel/core/market";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { venueTime } from "@evenkeel/core/units";
import { amountOf, type Fields, fields, floatOf, Malformed, meaningOf, text } from "../../common/decode/json.ts";
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
import { digitsOf, exactSizes, type Sizes, type WireSizes } from "../../common/market/sizes.ts";
import { BYBIT } from "../market.ts";
import { FEE_BPS_DEFAULT, PRICE_DIGITS, PRICE_DIGITS_FINE } from "../quirks/defaults.ts";
import { timeOf } from "./answer.ts";

export type CatalogueInput = CoinCheck & {
  /** Rows of the list of instruments. */
  readonly spot: readonly Fields[];
  readonly linear: readonly Fields[];
  readonly brackets: ReadonlyMap<string, Bracket>;
  /** Of this account, by symbol; empty without a key. */
  readonly fees: { readonly spot: ReadonlyMap<string, FeeRates>; readonly linear: ReadonlyMap<string, FeeRates> };
  readonly directory: InstrumentDirectory;
};

const STATUS: Readonly<Record<string, InstrumentStatus>> = { Trading: "trading", Delivering: "settling" };

/** What the venue calls a coin; everything else it lists is a share, an index or a metal. */
const COINS = new Set(["", "innovation", "adventure"]);

const underlyingOf = (symbol: Fields): Instrument["underlying"] => {
  const type = symbol["symbolType"];
  return type === undefined || (typeof type === "string" && COINS.has(type)) ? "crypto" : "other";
};

/** The narrower of two ratios on both sides: which of them counts depends on where the index stands. */
function bandOf(symbol: Fields): Pick<Instrument, "priceBandUp" | "priceBandDown"> {
  const limits = fields(symbol["riskParameters"], "riskParameters");
  const ratio = Math.min(floatOf(limits, "priceLimitRatioX"), floatOf(limits, "priceLimitRatioY"));
  if (!(ratio > 0 && ratio < 1)) throw new Malformed("priceLimitRatio is no part of a price");
  return { priceBandUp: 1 + ratio, priceBandDown: 1 - ratio };
}

function sizesOf(wire: WireSizes, factor: number, zeros: number): Sizes {
  const digits = digitsOf(wire.tick) > PRICE_DIGITS ? PRICE_DIGITS_FINE : PRICE_DIGITS;
  return exactSizes(wire, digits, factor, zeros);
}

const common = (symbol: Fields) =>
  ({
    venue: BYBIT,
    symbol: text(symbol, "symbol"),
    quote: asset(SETTLEMENT),
    settle: asset(SETTLEMENT),
    wallet: "unified",
    ...bandOf(symbol),
  }) as const;

const tickOf = (symbol: Fields): string => text(fields(symbol["priceFilter"], "priceFilter"), "tickSize");

function spotMarket(symbol: Fields, input: CatalogueInput): Market {
  const lot = fields(symbol["lotSizeFilter"], "lotSizeFilter");
  const wire = {
    tick: tickOf(symbol),
    step: text(lot, "basePrecision"),
    quantityMin: text(lot, "minOrderQty"),
    quantityMax: text(lot, "maxLimitOrderQty"),
    marketQuantityMax: text(lot, "maxMarketOrderQty"),
  };
  const shared = common(symbol);
  const fees = input.fees.spot.get(shared.symbol) ?? FEE_BPS_DEFAULT.spot;
  const instrument: Instrument = {
    ...shared,
    index: input.directory.indexOf(BYBIT, "spot", shared.symbol),
    kind: "spot",
    base: asset(text(symbol, "baseCoin")),
    ...sizesOf(wire, 1, 0),
    notionalMin: amountOf(lot, "minOrderAmt"),
    takerFeeBps: fees.taker,
    makerFeeBps: fees.maker,
    leverageMax: 1,
    maintenanceMarginBps: 0,
    listedAt: venueTime(0),
    status: meaningOf(STATUS, text(symbol, "status")) ?? "halted",
    underlying: "crypto",
  };
  return { instrument, symbol: shared.symbol, factor: 1 };
}

/** A day on which it ends is announced for a contract that is to be delisted; 0 is none. */
function statusOf(symbol: Fields): InstrumentStatus {
  const status = meaningOf(STATUS, text(symbol, "status")) ?? "halted";
  return status === "trading" && timeOf(symbol, "deliveryTime") > 0 ? "delisting" : status;
}

/** A contract whose tiers nobody told: the smallest leverage and the highest margin of the usual first one. */
const BRACKET_DEFAULT: Bracket = { leverageMax: 10, maintenanceMarginBps: 500 };

function linearMarket(symbol: Fields, input: CatalogueInput, spots: ReadonlyMap<string, string>): Market {
  const multiplier = contractMultiplier(text(symbol, "baseCoin"), (each) => spots.has(each));
  const { factor, zeros } = multiplier;
  const lot = fields(symbol["lotSizeFilter"], "lotSizeFilter");
  const wire = {
    tick: tickOf(symbol),
    step: text(lot, "qtyStep"),
    quantityMin: text(lot, "minOrderQty"),
    quantityMax: text(lot, "maxOrderQty"),
    marketQuantityMax: text(lot, "maxMktOrderQty"),
  };
  const shared = common(symbol);
  const fees = input.fees.linear.get(shared.symbol) ?? FEE_BPS_DEFAULT.perpetual;
  const instrument: Instrument = {
    ...shared,
    index: input.directory.indexOf(BYBIT, "perpetual", shared.symbol),
    kind: "perpetual",
    base: coinOf(shared.symbol, multiplier, spots, input),
    ...sizesOf(wire, factor, zeros),
    notionalMin: amountOf(lot, "minNotionalValue"),
    takerFeeBps: fees.taker,
    makerFeeBps: fees.maker,
    ...(input.brackets.get(shared.symbol) ?? BRACKET_DEFAULT),
    listedAt: venueTime(timeOf(symbol, "launchTime")),
    status: statusOf(symbol),
    underlying: underlyingOf(symbol),
  };
  return { instrument, symbol: shared.symbol, factor };
}

const isSpot = (symbol: Fields): boolean => symbol["quoteCoin"] === SETTLEMENT;
const isPerpetual = (symbol: Fields): boolean =>
  symbol["contractType"] === "LinearPerpetual" &&
  symbol["quoteCoin"] === SETTLEMENT &&
  symbol["settleCoin"] === SETTLEMENT &&
  symbol["isPreListing"] !== true;

/** Every USDT perpetual and the spot markets of the same coins. A symbol that cannot be read is left out and named. */
export function parseCatalogue(input: CatalogueInput): Catalogue {
  const spotRows = input.spot.filter(isSpot);
  const spots = new Map(spotRows.map((row) => [text(row, "baseCoin"), text(row, "symbol")]));
  const rejected: string[] = [];
  const perpetuals = readMarkets(input.linear.filter(isPerpetual), rejected, (row) => linearMarket(row, input, spots));
  const hedged = new Set(perpetuals.map(({ instrument }) => String(instrument.base)));
  const hedging = spotRows.filter((row) => hedged.has(text(row, "baseCoin")));
  return { markets: [...readMarkets(hedging, rejected, (row) => spotMarket(row, input)), ...perpetuals], rejected };
}
