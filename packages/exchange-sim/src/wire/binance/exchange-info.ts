import { formatAmount } from "@evenkeel/core/units";
import type { ExchangeState } from "../../exchange/state.ts";
import { type Instrument, type MarketSpecification, QUOTE_ASSET } from "../../world/instrument.ts";
import { fixed, fixedEight } from "./format.ts";
import { type LimitSettings, SPOT_ORDERS_DAY_MAX, type WireSession } from "./session.ts";

/** Both bodies, built once an hour of venue time and whenever the catalogue changes. */
export function exchangeInfo(
  state: ExchangeState,
  session: WireSession,
): { readonly spot: string; readonly futures: string } {
  const hour = Math.floor(state.nowMs / 3_600_000);
  const { instruments, edition } = state.world;
  if (session.exchangeInfo?.hour !== hour || session.exchangeInfo.edition !== edition) {
    session.exchangeInfo = {
      hour,
      edition,
      futures: JSON.stringify(futuresInfo(instruments, session.limits, state.nowMs)),
      spot: JSON.stringify(spotInfo(instruments, session.limits, state.nowMs)),
    };
  }
  return session.exchangeInfo;
}

const ended = (instrument: Instrument, nowMs: number): boolean => nowMs >= instrument.deliveryMs;
const statusOf = (instrument: Instrument, nowMs: number, over: string): string => {
  if (ended(instrument, nowMs)) return over;
  return nowMs < instrument.onboardMs ? "PENDING_TRADING" : "TRADING";
};

function futuresInfo(instruments: readonly Instrument[], limits: LimitSettings, nowMs: number): object {
  return {
    timezone: "UTC",
    serverTime: nowMs,
    futuresType: "U_MARGINED",
    rateLimits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: limits.futuresWeightMax },
      { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: limits.futuresOrdersMinuteMax },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: limits.futuresOrdersTenSecondsMax },
    ],
    exchangeFilters: [],
    assets: [{ asset: QUOTE_ASSET, marginAvailable: true, autoAssetExchange: "-10000" }],
    symbols: instruments.map((instrument) => futuresSymbol(instrument, nowMs)),
  };
}

function futuresSymbol(instrument: Instrument, nowMs: number): object {
  const { futures } = instrument;
  const price = (mantissa: number) => fixed(mantissa, futures.priceScale);
  const quantity = (mantissa: number) => fixed(mantissa, futures.quantityScale);
  const maintenance = instrument.brackets[0]?.maintenancePpm ?? 0;
  return {
    symbol: futures.symbol,
    pair: futures.symbol,
    contractType: instrument.underlying === "COIN" ? "PERPETUAL" : "TRADIFI_PERPETUAL",
    deliveryDate: instrument.deliveryMs,
    onboardDate: instrument.onboardMs,
    status: statusOf(instrument, nowMs, "SETTLING"),
    maintMarginPercent: (maintenance / 1e4).toFixed(4),
    requiredMarginPercent: "5.0000",
    baseAsset: futures.baseAsset,
    quoteAsset: QUOTE_ASSET,
    marginAsset: QUOTE_ASSET,
    pricePrecision: futures.priceScale,
    quantityPrecision: futures.quantityScale,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: instrument.underlying,
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: "0.0500",
    liquidationFee: "0.012500",
    marketTakeBound: (futures.priceUpPercent / 100 - 1).toFixed(2),
    maxMoveOrderLimit: 10_000,
    filters: [
      {
        filterType: "PRICE_FILTER",
        minPrice: price(futures.tick),
        maxPrice: price(futures.priceMax),
        tickSize: price(futures.tick),
      },
      {
        filterType: "LOT_SIZE",
        minQty: quantity(futures.step),
        maxQty: quantity(futures.quantityMax),
        stepSize: quantity(futures.step),
      },
      {
        filterType: "MARKET_LOT_SIZE",
        minQty: quantity(futures.step),
        maxQty: quantity(futures.marketQuantityMax),
        stepSize: quantity(futures.step),
      },
      { filterType: "MAX_NUM_ORDERS", limit: 200 },
      { filterType: "MIN_NOTIONAL", notional: formatAmount(futures.notionalMin) },
      {
        filterType: "PERCENT_PRICE",
        multiplierUp: (futures.priceUpPercent / 100).toFixed(4),
        multiplierDown: (futures.priceDownPercent / 100).toFixed(4),
        multiplierDecimal: "4",
      },
    ],
    orderTypes: ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"],
    timeInForce: ["GTC", "IOC", "FOK", "GTX", "GTD"],
    permissionSets: ["GRID", "COPY"],
  };
}

function spotInfo(instruments: readonly Instrument[], limits: LimitSettings, nowMs: number): object {
  return {
    timezone: "UTC",
    serverTime: nowMs,
    rateLimits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: limits.spotWeightMax },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: limits.spotOrdersTenSecondsMax },
      { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: SPOT_ORDERS_DAY_MAX },
    ],
    exchangeFilters: [],
    symbols: instruments.map((instrument) => spotSymbol(instrument, nowMs)),
  };
}

function spotSymbol(instrument: Instrument, nowMs: number): object {
  const { spot } = instrument;
  return {
    symbol: spot.symbol,
    status: statusOf(instrument, nowMs, "BREAK"),
    baseAsset: spot.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: QUOTE_ASSET,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET"],
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: spotFilters(spot),
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
  };
}

function spotFilters(spot: MarketSpecification): readonly object[] {
  const price = (mantissa: number) => fixedEight(mantissa, spot.priceScale);
  const quantity = (mantissa: number) => fixedEight(mantissa, spot.quantityScale);
  const up = (spot.priceUpPercent / 100).toString();
  const down = (spot.priceDownPercent / 100).toString();
  return [
    {
      filterType: "PRICE_FILTER",
      minPrice: price(spot.tick),
      maxPrice: price(spot.priceMax),
      tickSize: price(spot.tick),
    },
    {
      filterType: "LOT_SIZE",
      minQty: quantity(spot.step),
      maxQty: quantity(spot.quantityMax),
      stepSize: quantity(spot.step),
    },
    {
      filterType: "MARKET_LOT_SIZE",
      minQty: "0.00000000",
      maxQty: quantity(spot.marketQuantityMax),
      stepSize: "0.00000000",
    },
    {
      filterType: "PERCENT_PRICE_BY_SIDE",
      bidMultiplierUp: up,
      bidMultiplierDown: down,
      askMultiplierUp: up,
      askMultiplierDown: down,
      avgPriceMins: 5,
    },
    {
      filterType: "NOTIONAL",
      minNotional: `${formatAmount(spot.notionalMin)}.00000000`,
      applyMinToMarket: true,
      maxNotional: "9000000.00000000",
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
  ];
}
