import type { Config } from "@evenkeel/core/events";
import { QUARANTINE_NAMES } from "@evenkeel/core/market";
import type { VerdictCode } from "@evenkeel/core/opportunity";
import type { Features } from "./history.ts";
import type { Market, Top } from "./market.ts";

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const PAIR_APART_BPS_MAX = 500;
const DEPTH_BPS = 10;
/** Funding rates are whole numbers of 1e-10; a basis point is a million of them. */
const RATE_UNITS_PER_BPS = 1e6;

export type Barred = "held" | "cooldown";
const BARRED_NUMBERS = { held: 1, cooldown: 2 };

export type Carry = {
  readonly spot: Market;
  readonly perpetual: Market;
  features: Features | null;
  verdict: Verdict;
  barred: Barred | null;
  deniedUntilMs: number;
};

export type Verdict = {
  readonly code: VerdictCode;
  readonly have: number;
  readonly need: number;
  readonly netBps: number;
  readonly costs: Costs | null;
};

export type Costs = {
  readonly basisBps: number;
  readonly feeBps: number;
  readonly spreadBps: number;
  readonly impactBps: number;
  readonly basisCostBps: number;
};

export type Circumstances = {
  readonly config: Config;
  readonly orderQuote: number;
  readonly venueNowMs: number;
  readonly wallNowMs: number;
};

export const UNSEEN: Verdict = {
  code: "clear",
  have: Number.NaN,
  need: Number.NaN,
  netBps: Number.NEGATIVE_INFINITY,
  costs: null,
};

type Refusal = { readonly code: VerdictCode; readonly have: number; readonly need: number };
const refuse = (code: VerdictCode, have: number, need: number): Refusal => ({ code, have, need });

const middle = (top: Top): number => (top.bid + top.ask) / 2;
const unitOf = (market: Market): number => 10 ** -market.instrument.priceScale;
export const thinnestDepth = ({ spot, perpetual }: Carry): number =>
  Math.min(spot.depth?.askQuote ?? 0, perpetual.depth?.bidQuote ?? 0);

/** Every entry rule in its order; the first that disagrees is the verdict. */
export function judge(carry: Carry, now: Circumstances): Verdict {
  const unusable = judgeData(carry, now);
  if (unusable !== null) return { ...unusable, netBps: Number.NEGATIVE_INFINITY, costs: null };
  const costs = costsOf(carry, now.orderQuote);
  const netBps =
    (carry.features?.fundingBps ?? 0) -
    costs.feeBps -
    costs.spreadBps -
    costs.impactBps -
    costs.basisCostBps -
    (carry.features?.earlyEndBps ?? Number.NaN);
  const refusal =
    judgeCarry(carry, now) ??
    judgeLiquidity(carry, now) ??
    judgeWorth(carry, now, costs, netBps) ??
    judgeOurselves(carry, now) ??
    judgeDepth(carry, now);
  return { ...(refusal ?? { code: "clear", have: netBps, need: 0 }), netBps, costs };
}

function judgeData({ spot, perpetual }: Carry, { config, wallNowMs }: Circumstances): Refusal | null {
  if (spot.instrument.status !== "trading" || perpetual.instrument.status !== "trading")
    return refuse("not-trading", 0, 1);
  if (perpetual.instrument.underlying !== "crypto") return refuse("underlying", 0, 1);
  const held = [spot.quarantine, perpetual.quarantine, perpetual.markQuarantine].find((reason) => reason !== "none");
  if (held !== undefined) return refuse("quarantined", QUARANTINE_NAMES.indexOf(held), 0);
  const seenMs = Math.min(
    spot.top?.receivedAtMs ?? 0,
    perpetual.top?.receivedAtMs ?? 0,
    perpetual.mark?.receivedAtMs ?? 0,
  );
  const ageMs = wallNowMs - seenMs;
  if (ageMs > config.risk.freshnessMsMax) return refuse("stale", ageMs, config.risk.freshnessMsMax);
  const ratio = ((perpetual.top?.bid ?? 0) * unitOf(perpetual)) / ((spot.top?.bid ?? 0) * unitOf(spot));
  if (!(Math.abs(ratio - 1) * 1e4 <= PAIR_APART_BPS_MAX))
    return refuse("pair-ratio", (ratio - 1) * 100, PAIR_APART_BPS_MAX / 100);
  return null;
}

function costsOf(carry: Carry, orderQuote: number): Costs {
  const { spot, perpetual } = carry;
  if (spot.top === null || perpetual.top === null) throw new Error("judged without a book");
  const spotMid = middle(spot.top);
  const perpetualMid = middle(perpetual.top);
  const basisBps = ((perpetualMid * unitOf(perpetual)) / (spotMid * unitOf(spot)) - 1) * 1e4;
  const depth = thinnestDepth(carry);
  return {
    basisBps,
    feeBps: 2 * (spot.instrument.takerFeeBps + perpetual.instrument.takerFeeBps),
    spreadBps: ((spot.top.ask - spot.top.bid) / spotMid + (perpetual.top.ask - perpetual.top.bid) / perpetualMid) * 1e4,
    impactBps: depth > 0 ? Math.min(1, orderQuote / depth) * (DEPTH_BPS / 2) * 4 : 0,
    basisCostBps: basisBps < 0 ? -basisBps : 0,
  };
}

function judgeCarry({ perpetual, features }: Carry, { config, venueNowMs }: Circumstances): Refusal | null {
  const { listedDaysMin } = config.universe;
  const listedDays = (venueNowMs - perpetual.instrument.listedAt) / DAY_MS;
  if (listedDays < listedDaysMin) return refuse("listed-days", listedDays, listedDaysMin);
  const mean = features?.meanAnnualPercent ?? Number.NaN;
  const median = features?.medianAnnualPercent ?? Number.NaN;
  if (Number.isNaN(mean) || Number.isNaN(median)) return refuse("history-short", 0, 30);
  const { meanAnnualPercentMin, medianAnnualPercentMin } = config.entry;
  if (mean < meanAnnualPercentMin) return refuse("mean", mean, meanAnnualPercentMin);
  if (median <= medianAnnualPercentMin) return refuse("median", median, medianAnnualPercentMin);
  const nextBps = (perpetual.mark?.rate ?? 0) / RATE_UNITS_PER_BPS;
  if (nextBps <= 0) return refuse("next-rate", nextBps, 0);
  const hits = features?.capHits ?? 0;
  return hits > 0 ? refuse("cap-hit", hits, 0) : null;
}

const spreadBpsOf = ({ top }: Market): number =>
  top === null ? Number.NaN : ((top.ask - top.bid) / middle(top)) * 1e4;

function judgeLiquidity({ spot, perpetual }: Carry, { config }: Circumstances): Refusal | null {
  const { perpetualVolumeMin, spotVolumeMin, openInterestMin, spreadBpsMax } = config.universe;
  const perpetualVolume = perpetual.volumeQuote ?? Number.NaN;
  if (!(perpetualVolume >= perpetualVolumeMin)) return refuse("volume", perpetualVolume, perpetualVolumeMin);
  const spotVolume = spot.volumeQuote ?? Number.NaN;
  if (!(spotVolume >= spotVolumeMin)) return refuse("volume", spotVolume, spotVolumeMin);
  const interest = perpetual.openInterestQuote ?? Number.NaN;
  if (!(interest >= openInterestMin)) return refuse("open-interest", interest, openInterestMin);
  const widest = Math.max(spreadBpsOf(spot), spreadBpsOf(perpetual));
  return widest <= spreadBpsMax ? null : refuse("spread", widest, spreadBpsMax);
}

function judgeWorth(carry: Carry, now: Circumstances, costs: Costs, netBps: number): Refusal | null {
  const { entry, size } = now.config;
  if (!(costs.basisBps >= -entry.discountBpsMax)) return refuse("discount", -costs.basisBps, entry.discountBpsMax);
  const per8hBps = (((carry.features?.meanAnnualPercent ?? 0) / YEAR_DAYS) * (8 * 3_600_000 * 100)) / DAY_MS;
  const minimumBps = entry.spreadBaseBps + (entry.spreadBpsPerTenThousand * now.orderQuote) / 10_000;
  if (per8hBps < minimumBps) return refuse("minimum-spread", per8hBps, minimumBps);
  const neededBps = entry.netOverCostMin * ((carry.features?.fundingBps ?? 0) - netBps);
  if (!(netBps >= neededBps)) return refuse("cost", netBps, neededBps);
  const onCapital = (netBps / 100 / (1 + 1 / size.leverage)) * (YEAR_DAYS / entry.holdDays);
  return onCapital > entry.cashAnnualPercent ? null : refuse("cash", onCapital, entry.cashAnnualPercent);
}

function judgeOurselves({ barred, deniedUntilMs }: Carry, { wallNowMs }: Circumstances): Refusal | null {
  if (barred !== null) return refuse(barred, BARRED_NUMBERS[barred], 0);
  return wallNowMs < deniedUntilMs ? refuse("denied", deniedUntilMs - wallNowMs, 0) : null;
}

function judgeDepth(carry: Carry, { config, orderQuote, wallNowMs }: Circumstances): Refusal | null {
  const seenMs = Math.min(carry.spot.depth?.receivedAtMs ?? 0, carry.perpetual.depth?.receivedAtMs ?? 0);
  const ageMs = wallNowMs - seenMs;
  if (ageMs > config.execution.depthAgeMsMax) return refuse("depth-unknown", ageMs, config.execution.depthAgeMsMax);
  const often = thinnestDepth(carry) / orderQuote;
  const { depthOverOrderMin } = config.universe;
  return often >= depthOverOrderMin ? null : refuse("depth", often, depthOverOrderMin);
}
