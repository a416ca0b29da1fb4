import type { Config } from "@evenkeel/core/events";
import type { Asset, LegName, PlanId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { PairEstimate } from "@evenkeel/core/position";
import type { Amount, Price } from "@evenkeel/core/units";
import type { Carry } from "./judge.ts";
import type { Market } from "./market.ts";

const ONE = 10n ** 18n;
const HEADROOM_PERCENT = 2;

export type Wallets = {
  readonly total: bigint;
  readonly freeSpot: bigint;
  readonly freeFutures: bigint;
  readonly notionalOpen: bigint;
};

export type Plan = {
  readonly plan: PlanId;
  readonly base: Asset;
  readonly carry: Carry;
  readonly target: Amount;
  readonly leading: LegName;
  readonly leverage: number;
  readonly estimate: PairEstimate;
};

export type Denied = { readonly denied: string; readonly have: number; readonly need: number };

export const percentOf = (value: bigint, percent: number): bigint => (value * BigInt(percent * 10_000)) / 1_000_000n;
const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const float = (value: bigint): number => Number(value) / 1e18;

/** Most that one more pair may be worth: by equity, by what is open, by both wallets and by the reserve. */
export function mostNotional({ total, freeSpot, freeFutures, notionalOpen }: Wallets, { size }: Config): bigint {
  const leverage = BigInt(size.leverage);
  const free = freeSpot + freeFutures - percentOf(total, size.freeEquityPercentMin);
  const most = least([
    percentOf(total, size.pairEquityPercentMax),
    percentOf(total, size.notionalEquityPercentMax) - notionalOpen,
    percentOf(freeSpot, 100 - HEADROOM_PERCENT),
    percentOf(freeFutures * leverage, 100 - HEADROOM_PERCENT),
    (free * leverage) / (leverage + 1n),
  ]);
  return most > 0n ? most : 0n;
}

const referenceOf = ({ top }: Market): number => (top === null ? 0 : Math.round((top.bid + top.ask) / 2));
const atScale = (mantissa: number, scale: number): bigint => BigInt(mantissa) * 10n ** BigInt(18 - scale);
const stepOf = ({ stepSize, quantityScale }: Instrument): bigint => atScale(stepSize, quantityScale);
const common = (a: bigint, b: bigint): bigint => (b === 0n ? a : common(b, a % b));

/** What an amount of base is worth at a price, down to whole units of quantity. */
function worth(base: bigint, price: number, { priceScale, quantityScale }: Instrument): bigint {
  const units = base / 10n ** BigInt(18 - quantityScale);
  const product = BigInt(price) * units;
  const digits = priceScale + quantityScale;
  return digits <= 18 ? product * 10n ** BigInt(18 - digits) : product / 10n ** BigInt(digits - 18);
}

/** Sizes both legs to both markets' steps, down, and holds them against both markets' bounds. */
export function planCarry(carry: Carry, plan: PlanId, wallets: Wallets, config: Config): Plan | Denied {
  const { spot, perpetual } = carry;
  const spotMid = referenceOf(spot);
  const perpetualMid = referenceOf(perpetual);
  const size = mostNotional(wallets, config);
  const prices = [atScale(spotMid, spot.instrument.priceScale), atScale(perpetualMid, perpetual.instrument.priceScale)];
  const highest = prices.reduce((a, b) => (b > a ? b : a));
  const steps = [stepOf(spot.instrument), stepOf(perpetual.instrument)] as const;
  const step = (steps[0] / common(...steps)) * steps[1];
  const target = ((size * ONE) / highest / step) * step;
  const outside = boundsDenial(target, spot, config) ?? boundsDenial(target, perpetual, config);
  if (outside !== null) return outside;
  const fundingBps = carry.features?.fundingBps ?? Number.NaN;
  const { netBps } = carry.verdict;
  return {
    plan,
    base: perpetual.instrument.base,
    carry,
    target: target as Amount,
    leading: (perpetual.depth?.bidQuote ?? 0) < (spot.depth?.askQuote ?? 0) ? "short" : "long",
    leverage: Math.min(config.size.leverage, perpetual.instrument.leverageMax),
    estimate: {
      notional: worth(target, spotMid, spot.instrument) as Amount,
      longMid: spotMid as Price,
      shortMid: perpetualMid as Price,
      fundingBps,
      costBps: fundingBps - netBps,
      tradingBps: fundingBps - netBps,
      netBps,
    },
  };
}

function boundsDenial(target: bigint, market: Market, { size }: Config): Denied | null {
  const { instrument } = market;
  const reference = referenceOf(market);
  const value = float(worth(target, reference, instrument));
  if (value < size.legNotionalMin) return { denied: "leg-minimum", have: value, need: size.legNotionalMin };
  const minimum = orderMinimum(instrument, reference);
  if (target < minimum) return { denied: "filter", have: float(target), need: float(minimum) };
  const maximum = atScale(instrument.quantityMax, instrument.quantityScale);
  return target > maximum ? { denied: "filter", have: float(target), need: float(maximum) } : null;
}

/** By quantity and by value, the value with a tenth on top. */
function orderMinimum(instrument: Instrument, reference: number): bigint {
  const unit = 10n ** BigInt(18 - instrument.quantityScale);
  const byQuantity = BigInt(Math.max(instrument.quantityMin, instrument.stepSize)) * unit;
  const one = worth(unit, reference, instrument);
  const byValue = ((instrument.notionalMin + one - 1n) / one) * unit;
  const padded = byValue + byValue / 10n;
  return padded > byQuantity ? padded : byQuantity;
}
