import { asset, venueId } from "@evenkeel/core/ids";
import type { Instrument, InstrumentStatus } from "@evenkeel/core/market";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import {
  AMOUNT_SCALE,
  type Amount,
  floorToStep,
  type Price,
  parseAmount,
  type Quantity,
  rescaleDown,
  venueTime,
} from "@evenkeel/core/units";
import {
  decode,
  type Fields,
  fields,
  floatOf,
  integer,
  list,
  Malformed,
  mantissaOf,
  meaningOf,
  text,
} from "../../common/decode/json.ts";
import { contractMultiplier, pricesAgree } from "../../common/market/contract-multiplier.ts";
import type { Market } from "../../common/market/market.ts";
import { BRACKET_DEFAULT, DELIVERY_NEVER_MS, FEE_BPS_DEFAULT, PRICE_DIGITS } from "../quirks/defaults.ts";

export const BINANCE = venueId("binance");
/** Settlement currencies of a pair must match; only this one is traded. */
export const SETTLEMENT = "USDT";
/** Stocks and commodities have a contract type of their own since 2026. */
const PERPETUAL_TYPES = new Set(["PERPETUAL", "TRADIFI_PERPETUAL"]);

export type FeeRates = { readonly taker: number; readonly maker: number };
export type Bracket = { readonly leverageMax: number; readonly maintenanceMarginBps: number };

export type CatalogueInput = {
  readonly spotInfo: unknown;
  readonly futuresInfo: unknown;
  readonly brackets: ReadonlyMap<string, Bracket>;
  readonly fees: { readonly spot: FeeRates; readonly perpetual: FeeRates };
  /** Last prices by symbol, for the cross-check of multipliers. */
  readonly spotPrices: ReadonlyMap<string, number>;
  readonly futuresPrices: ReadonlyMap<string, number>;
  /** Contracts whose coin was already agreed on; a wild minute does not divorce a held pair. */
  readonly agreed: Set<string>;
  readonly directory: InstrumentDirectory;
};

export type Catalogue = { readonly markets: readonly Market[]; readonly rejected: readonly string[] };

export const DEFAULT_FEES = FEE_BPS_DEFAULT;

/** Leaves room above for sums. */
const QUANTITY_MOST = 2n ** 52n;

/** Of a symbol, where it is named because it cannot be read. */
const NAME_LENGTH_MAX = 40;

const digitsOf = (step: string): number => step.replace(/0+$/, "").split(".")[1]?.length ?? 0;

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

/** Upper bounds can be finer than a step and larger than anybody can order: down to a step a column can hold. */
function boundedQuantity(value: string, scale: number, factor: number, step: number): Quantity {
  const parsed = parseAmount(value);
  if (!parsed.ok) throw new Malformed(`maxQty: ${parsed.error.code}`);
  const exact = rescaleDown(parsed.value, AMOUNT_SCALE, scale) * BigInt(factor);
  const most = exact > QUANTITY_MOST ? QUANTITY_MOST : exact;
  return Number(floorToStep(most, BigInt(step))) as Quantity;
}

type Sizes = Pick<
  Instrument,
  "priceScale" | "quantityScale" | "tickSize" | "stepSize" | "quantityMin" | "quantityMax" | "marketQuantityMax"
>;

function sizesOf(filter: (name: string) => Fields, factor: number, zeros: number): Sizes {
  const lot = filter("LOT_SIZE");
  const market = filter("MARKET_LOT_SIZE");
  const quantityScale = digitsOf(text(lot, "stepSize"));
  const priceScale = PRICE_DIGITS + zeros;
  // Price times quantity must fit an amount, to the last digit of both.
  if (priceScale + quantityScale > AMOUNT_SCALE) throw new Malformed("stepSize is finer than an amount can be");
  const inCoins = (key: string): Quantity => {
    const coins = mantissaOf(text(lot, key), quantityScale, key) * factor;
    if (!Number.isSafeInteger(coins) || coins < 0) throw new Malformed(`${key} is no quantity`);
    return coins as Quantity;
  };
  const stepSize = inCoins("stepSize");
  const tickSize = mantissaOf(text(filter("PRICE_FILTER"), "tickSize"), PRICE_DIGITS, "tickSize") as Price;
  if (stepSize <= 0 || tickSize <= 0) throw new Malformed("stepSize or tickSize is not positive");
  return {
    priceScale,
    quantityScale,
    tickSize,
    stepSize,
    quantityMin: inCoins("minQty"),
    quantityMax: boundedQuantity(text(lot, "maxQty"), quantityScale, factor, stepSize),
    marketQuantityMax: boundedQuantity(text(market, "maxQty"), quantityScale, factor, stepSize),
  };
}

function notionalMin(filter: Fields, key: string): Amount {
  const parsed = parseAmount(text(filter, key));
  if (!parsed.ok) throw new Malformed(`${key}: not an amount`);
  return parsed.value;
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
    notionalMin: notionalMin(filter("NOTIONAL"), "minNotional"),
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
  const { base, factor, zeros } = contractMultiplier(text(symbol, "baseAsset"), (each) => spots.has(each));
  const filter = filtersOf(symbol);
  const band = filter("PERCENT_PRICE");
  const bracket = input.brackets.get(name) ?? BRACKET_DEFAULT;
  const instrument: Instrument = {
    index: input.directory.indexOf(BINANCE, "perpetual", name),
    venue: BINANCE,
    kind: "perpetual",
    wallet: "futures",
    symbol: name,
    base: asset(isSameCoin(name, base, factor, input, spots) ? base : `${base}@${name}`),
    quote: asset(SETTLEMENT),
    settle: asset(SETTLEMENT),
    ...sizesOf(filter, factor, zeros),
    notionalMin: notionalMin(filter("MIN_NOTIONAL"), "notional"),
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

/** A contract whose price does not match its spot is on an asset of its own, so nothing can hedge it. */
function isSameCoin(
  name: string,
  base: string,
  factor: number,
  input: CatalogueInput,
  spots: ReadonlyMap<string, string>,
): boolean {
  const spot = spots.get(base);
  if (spot === undefined || input.agreed.has(name)) return true;
  const agree = pricesAgree(input.futuresPrices.get(name) ?? 0, input.spotPrices.get(spot) ?? 0, factor);
  if (agree) input.agreed.add(name);
  return agree;
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
  const read = (symbol: Fields, run: () => Market): Market[] => {
    const market = decode(run);
    if (market.ok) return [market.value];
    const name = typeof symbol["symbol"] === "string" ? symbol["symbol"].slice(0, NAME_LENGTH_MAX) : "a nameless one";
    rejected.push(`${name}: ${market.error}`);
    return [];
  };
  const perpetuals = symbolsOf(input.futuresInfo)
    .filter(isPerpetual)
    .flatMap((symbol) => read(symbol, () => perpetualMarket(symbol, input, spots)));
  const hedged = new Set(perpetuals.map(({ instrument }) => String(instrument.base)));
  const spotMarkets = spotSymbols
    .filter((symbol) => hedged.has(text(symbol, "baseAsset")))
    .flatMap((symbol) => read(symbol, () => spotMarket(symbol, input)));
  return { markets: [...spotMarkets, ...perpetuals], rejected };
}
