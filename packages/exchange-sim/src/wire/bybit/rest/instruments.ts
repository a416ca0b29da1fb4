import { formatAmount, HOUR_MS } from "@evenkeel/core/units";
import type { Instrument } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { isAnnounced, isDelisted, rateText } from "../market-data.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { categoryOf, limitOf, type RouteContext, textOf } from "../request.ts";

const PAGE_DEFAULT = 500;
const PAGE_MAX = 1_000;

/** Bybit's own percentages of a major; what is enforced are the bands of the matching. */
const ratio = (percent: number): string => (Math.abs(percent - 100) / 100).toString();

export function statusOf(instrument: Instrument, nowMs: number): "PreLaunch" | "Trading" | "Closed" {
  if (nowMs < instrument.onboardMs) return "PreLaunch";
  return isDelisted(instrument, nowMs) ? "Closed" : "Trading";
}

function contract(instrument: Instrument, nowMs: number, quote: string): object {
  const { futures, brackets } = instrument;
  const price = (mantissa: number) => fixed(mantissa, futures.priceScale);
  const quantity = (mantissa: number) => fixed(mantissa, futures.quantityScale);
  return {
    symbol: futures.symbol,
    symbolId: instrument.index + 1,
    contractType: "LinearPerpetual",
    status: statusOf(instrument, nowMs),
    baseCoin: futures.baseAsset,
    quoteCoin: quote,
    launchTime: String(instrument.onboardMs),
    deliveryTime: isAnnounced(instrument) ? String(instrument.deliveryMs) : "0",
    deliveryFeeRate: "",
    priceScale: String(futures.priceScale),
    leverageFilter: {
      minLeverage: "1",
      maxLeverage: (brackets[0]?.leverageMax ?? 1).toFixed(2),
      leverageStep: "1",
    },
    priceFilter: { minPrice: price(futures.tick), maxPrice: price(futures.priceMax), tickSize: price(futures.tick) },
    lotSizeFilter: {
      maxOrderQty: quantity(futures.quantityMax),
      minOrderQty: quantity(futures.step),
      qtyStep: quantity(futures.step),
      postOnlyMaxOrderQty: quantity(futures.quantityMax),
      maxMktOrderQty: quantity(futures.marketQuantityMax),
      minNotionalValue: formatAmount(futures.notionalMin),
    },
    unifiedMarginTrade: true,
    fundingInterval: instrument.intervalHours * (HOUR_MS / 60_000),
    settleCoin: quote,
    copyTrading: "none",
    upperFundingRate: rateText(instrument.rateCap),
    lowerFundingRate: rateText(instrument.rateFloor),
    isPreListing: false,
    preListingInfo: null,
    riskParameters: {
      priceLimitRatioX: ratio(futures.priceDownPercent),
      priceLimitRatioY: ratio(futures.priceUpPercent),
    },
    symbolType: instrument.underlying === "COIN" ? "" : instrument.underlying.toLowerCase(),
  };
}

function pair(instrument: Instrument, nowMs: number, quote: string): object {
  const { spot } = instrument;
  const quantity = (mantissa: number) => fixed(mantissa, spot.quantityScale);
  return {
    symbolId: instrument.index + 1,
    symbol: spot.symbol,
    baseCoin: spot.baseAsset,
    quoteCoin: quote,
    innovation: "0",
    status: statusOf(instrument, nowMs),
    marginTrading: "none",
    stTag: "0",
    lotSizeFilter: {
      basePrecision: quantity(spot.step),
      quotePrecision: "0.00000001",
      minOrderQty: quantity(spot.step),
      maxOrderQty: quantity(spot.quantityMax),
      minOrderAmt: formatAmount(spot.notionalMin),
      maxOrderAmt: "8000000",
      maxLimitOrderQty: quantity(spot.quantityMax),
      maxMarketOrderQty: quantity(spot.marketQuantityMax),
      postOnlyMaxLimitOrderSize: quantity(spot.quantityMax),
    },
    priceFilter: { tickSize: fixed(spot.tick, spot.priceScale) },
    riskParameters: {
      priceLimitRatioX: ratio(spot.priceDownPercent),
      priceLimitRatioY: ratio(spot.priceUpPercent),
    },
    symbolType: "",
  };
}

/** Contracts by pages, spot all at once. What has ended is shown only where it is asked for. */
export function instrumentsInfo({ state, params }: RouteContext): Outcome {
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const limit = limitOf(params, PAGE_DEFAULT, PAGE_MAX);
  if (!limit.ok) return refuse(limit.error);
  const wanted = textOf(params, "status") ?? "Trading";
  const symbol = textOf(params, "symbol");
  const baseCoin = textOf(params, "baseCoin");
  const spot = category.value === "spot";
  const listed = spot || category.value === "linear" ? state.world.instruments : [];
  const found = listed.filter((each) => {
    const { symbol: name, baseAsset } = spot ? each.spot : each.futures;
    if (symbol !== null) return name === symbol;
    return statusOf(each, state.nowMs) === wanted && (baseCoin === null || baseAsset === baseCoin);
  });
  const cursor = textOf(params, "cursor") ?? "0";
  if (!/^\d{1,9}$/.test(cursor)) return refuse(ERRORS.parameter("cursor"));
  const from = spot ? 0 : Number(cursor);
  const page = spot ? found : found.slice(from, from + limit.value);
  const next = from + page.length < found.length ? String(from + page.length) : "";
  const quote = quoteAssetOf(state.world);
  const list = page.map((each) => (spot ? pair : contract)(each, state.nowMs, quote));
  return answer(spot ? { category: category.value, list } : { category: category.value, list, nextPageCursor: next });
}
