import { formatAmount } from "@evenkeel/core/units";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { PROFILES } from "../../../world/venue.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { contractsText, contractValue } from "../contract.ts";
import { price, share } from "../format.ts";
import { priceLimits } from "../market-data.ts";
import { riskTiers } from "./risk.ts";

const PRICE_GROUPS = 5;

/** What is announced and not open yet is paused. */
function statusOf(instrument: Instrument, nowMs: number): "OPEN" | "PAUSED" | "CLOSED" {
  if (nowMs >= instrument.deliveryMs) return "CLOSED";
  return nowMs < instrument.onboardMs ? "PAUSED" : "OPEN";
}

/** A contract as the catalogue describes it. */
export function printInstrument(state: ExchangeState, instrument: Instrument): Record<string, unknown> {
  const { futures, brackets } = instrument;
  const quote = quoteAssetOf(state.world);
  const leverageMax = brackets[0]?.leverageMax ?? 1;
  const opened = String(instrument.onboardMs);
  const groups = Array.from({ length: PRICE_GROUPS }, (_, at) => formatAmount(groupOf(futures.priceScale, at)));
  return {
    symbol: futures.symbol,
    bAsset: `.P${futures.baseAsset === "BTC" ? "XBT" : futures.baseAsset}${quote}`,
    bCcy: futures.baseAsset,
    qCcy: quote,
    visibleStartTime: opened,
    tradableStartTime: opened,
    sCcy: quote,
    tSz: fixed(futures.tick, futures.priceScale),
    pxScale: groups.join(","),
    lotSz: 1,
    minSz: 1,
    ctVal: contractValue(futures),
    status: statusOf(instrument, state.nowMs),
    oDate: opened,
    maxPx: price(futures, futures.priceMax),
    minPx: fixed(futures.tick, futures.priceScale),
    maxQty: contractsText(futures, futures.quantityMax),
    minQty: "1",
    maxLever: String(leverageMax),
    lever: String(Math.min(PROFILES[state.world.venue].leverageDefault, leverageMax)),
    ctType: "LINEAR",
    alias: "",
    iM: (1 / leverageMax).toFixed(4),
    mM: share(brackets[0]?.maintenancePpm ?? 0),
    mR: riskTiers(state, instrument).at(-1)?.maxSize ?? "0",
    ordPxRange: ((futures.priceUpPercent - 100) / 100).toFixed(2),
    marketMaxQty: contractsText(futures, futures.marketQuantityMax),
    limitMaxQty: contractsText(futures, futures.quantityMax),
  };
}

/** Steps in which the book can be grouped: the tick, ten ticks and so on. */
const groupOf = (priceScale: number, at: number) =>
  (10n ** BigInt(18 - priceScale + at)) as Parameters<typeof formatAmount>[0];

export function printLimits(state: ExchangeState, instrument: Instrument): Record<string, unknown> {
  const [buy, sell] = priceLimits(state, instrument);
  return { symbol: instrument.futures.symbol, buyLmt: Number(buy), sellLmt: Number(sell) };
}
