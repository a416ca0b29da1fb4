import type { Config } from "../events/index.ts";
import { type MarketState, Quarantine } from "../market/columns.ts";
import { DAY_MS, HOUR_MS, YEAR_DAYS } from "../units/index.ts";
import { Barred, type CandidateColumns, SPREAD } from "./candidates.ts";
import { Verdict } from "./verdict.ts";

/** Two markets further apart than this are not the same thing (MKT-6). */
const PAIR_RATIO_BPS_MAX = 500;
/** Depth is measured within this distance, so an order of that whole depth would walk about this far. */
const DEPTH_BPS = 10;
/** Capital of one pair over its notional: a spot is paid whole, a perpetual binds its margin. */
export const capitalOverNotional = (leverage: number, isSpread: boolean): number =>
  (isSpread ? 1 / leverage : 1) + 1 / leverage;

function decide(candidates: CandidateColumns, at: number, verdict: number, have: number, need: number): number {
  candidates.verdict[at] = verdict;
  candidates.have[at] = have;
  candidates.need[at] = need;
  return verdict;
}

/**
 * What a verdict depends on; the engine's state is one. Handed on whole: a time or a price handed on by itself
 * becomes an object wherever a call is not inlined, several on every tick.
 */
export type Circumstances = {
  readonly candidates: CandidateColumns;
  readonly market: MarketState;
  readonly config: Config;
  /** Notional one more pair would get. */
  readonly orderQuote: number;
  readonly venueNowMs: number;
  readonly wallNowMs: number;
};

/** Itemises every cost of holding this carry at `orderQuote`, in bps of notional. All costs are positive. */
function price({ candidates, market, orderQuote }: Circumstances, at: number): void {
  const { columns, instruments } = market;
  const long = candidates.long[at] ?? 0;
  const short = candidates.short[at] ?? 0;
  const longBid = columns.bidPrice[long] ?? 0;
  const longAsk = columns.askPrice[long] ?? 0;
  const shortBid = columns.bidPrice[short] ?? 0;
  const shortAsk = columns.askPrice[short] ?? 0;
  const longMid = (longBid + longAsk) / 2;
  const shortMid = (shortBid + shortAsk) / 2;
  const longUnit = columns.priceUnit[long] ?? 0;
  const shortUnit = columns.priceUnit[short] ?? 0;

  const basis = ((shortMid * shortUnit) / (longMid * longUnit) - 1) * 1e4;
  // Half a spread per leg and way, both legs, in and out.
  const spread = ((longAsk - longBid) / longMid + (shortAsk - shortBid) / shortMid) * 1e4;
  const fees = 2 * ((instruments[long]?.takerFeeBps ?? 0) + (instruments[short]?.takerFeeBps ?? 0));
  const depth = thinnestDepth(market, long, short);
  // Walking a linear book through a share of its near depth costs half that share of the distance; four times.
  const impact = depth > 0 ? Math.min(1, orderQuote / depth) * (DEPTH_BPS / 2) * 4 : 0;
  const basisCost = basis < 0 ? -basis : 0;

  candidates.basisBps[at] = basis;
  candidates.feeBps[at] = fees;
  candidates.spreadBps[at] = spread;
  candidates.impactBps[at] = impact;
  candidates.basisCostBps[at] = basisCost;
  const earlyEnd = candidates.earlyEndBps[at] ?? 0;
  candidates.netBps[at] = (candidates.fundingBps[at] ?? 0) - fees - spread - impact - basisCost - earlyEnd;
}

/** The smaller near depth of the two sides an entry takes from: the asks of the long, the bids of the short. */
export function thinnestDepth(market: MarketState, long: number, short: number): number {
  return Math.min(market.columns.askDepthQuote[long] ?? 0, market.columns.bidDepthQuote[short] ?? 0);
}

/**
 * Asks the entry rules of DFT-1 to DFT-3 and STR-4 in their fixed order about one candidate and leaves the first
 * refusal with its two numbers in the columns. Runs on every tick: it makes no object.
 */
export function evaluate(now: Circumstances, at: number): number {
  const { candidates } = now;
  const data = dataVerdict(now, at);
  if (data !== Verdict.clear) {
    candidates.netBps[at] = Number.NEGATIVE_INFINITY;
    return data;
  }
  price(now, at);
  const carry = carryVerdict(now, at);
  if (carry !== Verdict.clear) return carry;
  const liquid = liquidityVerdict(now, at);
  if (liquid !== Verdict.clear) return liquid;
  const worth = worthVerdict(now, at);
  if (worth !== Verdict.clear) return worth;
  const own = portfolioVerdict(now, at);
  if (own !== Verdict.clear) return own;
  return depthVerdict(now, at);
}

function dataVerdict({ candidates, market, config, wallNowMs }: Circumstances, at: number): number {
  const long = candidates.long[at] ?? 0;
  const short = candidates.short[at] ?? 0;
  const { columns, instruments } = market;
  const longInstrument = instruments[long];
  const shortInstrument = instruments[short];
  if (longInstrument?.status !== "trading" || shortInstrument?.status !== "trading") {
    return decide(candidates, at, Verdict["not-trading"], 0, 1);
  }
  if (shortInstrument.underlying !== "crypto" || longInstrument.underlying !== "crypto")
    return decide(candidates, at, Verdict.underlying, 0, 1);
  const isSpread = candidates.strategy[at] === SPREAD;
  const held =
    columns.quarantine[long] ||
    columns.quarantine[short] ||
    columns.markQuarantine[short] ||
    (isSpread ? columns.markQuarantine[long] : 0) ||
    0;
  if (held !== Quarantine.none) return decide(candidates, at, Verdict.quarantined, held, 0);
  const seenMs = Math.min(
    columns.topReceivedMs[long] ?? 0,
    columns.topReceivedMs[short] ?? 0,
    columns.markReceivedMs[short] ?? 0,
    isSpread ? (columns.markReceivedMs[long] ?? 0) : Number.POSITIVE_INFINITY,
  );
  const ageMs = wallNowMs - seenMs;
  if (ageMs > config.risk.freshnessMsMax)
    return decide(candidates, at, Verdict.stale, ageMs, config.risk.freshnessMsMax);
  const ratio =
    ((columns.bidPrice[short] ?? 0) * (columns.priceUnit[short] ?? 0)) /
    ((columns.bidPrice[long] ?? 0) * (columns.priceUnit[long] ?? 0));
  if (!(Math.abs(ratio - 1) * 1e4 <= PAIR_RATIO_BPS_MAX)) {
    return decide(candidates, at, Verdict["pair-ratio"], (ratio - 1) * 100, PAIR_RATIO_BPS_MAX / 100);
  }
  const apart = apartBps(market, short, candidates.peer[at] ?? -1, wallNowMs - config.risk.freshnessMsMax);
  if (apart > config.risk.venuesApartBpsMax) {
    return decide(candidates, at, Verdict["venues-apart"], apart, config.risk.venuesApartBpsMax);
  }
  return Verdict.clear;
}

/** How far another venue's price of the same contract is away; 0 where none is fresh enough to compare with. */
function apartBps({ columns }: MarketState, at: number, peer: number, freshSinceMs: number): number {
  if (peer < 0 || (columns.topReceivedMs[peer] ?? 0) < freshSinceMs) return 0;
  const mid = ((columns.bidPrice[at] ?? 0) + (columns.askPrice[at] ?? 0)) * (columns.priceUnit[at] ?? 0);
  const other = ((columns.bidPrice[peer] ?? 0) + (columns.askPrice[peer] ?? 0)) * (columns.priceUnit[peer] ?? 0);
  return Math.abs(mid / other - 1) * 1e4;
}

function carryVerdict({ candidates, market, config, venueNowMs }: Circumstances, at: number): number {
  const long = candidates.long[at] ?? 0;
  const short = candidates.short[at] ?? 0;
  const isSpread = candidates.strategy[at] === SPREAD;
  const listedAt = market.instruments[short]?.listedAt ?? venueNowMs;
  const youngest = isSpread ? Math.max(listedAt, market.instruments[long]?.listedAt ?? venueNowMs) : listedAt;
  const listedDays = (venueNowMs - youngest) / DAY_MS;
  const { listedDaysMin } = config.universe;
  if (listedDays < listedDaysMin) return decide(candidates, at, Verdict["listed-days"], listedDays, listedDaysMin);
  const mean = candidates.meanAnnualPercent[at] ?? Number.NaN;
  const median = candidates.medianAnnualPercent[at] ?? Number.NaN;
  if (Number.isNaN(mean) || Number.isNaN(median)) return decide(candidates, at, Verdict["history-short"], 0, 30);
  const { meanAnnualPercentMin, medianAnnualPercentMin } = config.entry;
  if (mean < meanAnnualPercentMin) return decide(candidates, at, Verdict.mean, mean, meanAnnualPercentMin);
  if (median <= medianAnnualPercentMin) return decide(candidates, at, Verdict.median, median, medianAnnualPercentMin);
  const nextBps = nextRateBps(market, long, short, isSpread);
  if (!(nextBps > 0)) return decide(candidates, at, Verdict["next-rate"], nextBps, 0);
  const hits = candidates.capHits[at] ?? 0;
  if (hits > 0) return decide(candidates, at, Verdict["cap-hit"], hits, 0);
  return Verdict.clear;
}

/** The running estimate an entry would earn at the short's next settlement; two venues settle at intervals of their own. */
export function nextRateBps({ columns }: MarketState, long: number, short: number, isSpread: boolean): number {
  const earned = (columns.fundingRate[short] ?? 0) / 1e6;
  if (!isSpread) return earned;
  const settlements = (columns.intervalHours[short] ?? 0) / (columns.intervalHours[long] ?? 0);
  // No interval told yet is no rate: the comparison that follows fails.
  return earned - ((columns.fundingRate[long] ?? 0) / 1e6) * (Number.isFinite(settlements) ? settlements : Number.NaN);
}

function liquidityVerdict({ candidates, market, config }: Circumstances, at: number): number {
  const long = candidates.long[at] ?? 0;
  const short = candidates.short[at] ?? 0;
  const { columns } = market;
  const { universe } = config;
  // A missing figure is NaN and fails the comparison: unknown liquidity is no liquidity.
  const isSpread = candidates.strategy[at] === SPREAD;
  const perpetualVolume = columns.volumeQuote24h[short] ?? Number.NaN;
  if (!(perpetualVolume >= universe.perpetualVolumeMin)) {
    return decide(candidates, at, Verdict.volume, perpetualVolume, universe.perpetualVolumeMin);
  }
  const longVolume = columns.volumeQuote24h[long] ?? Number.NaN;
  const longVolumeMin = isSpread ? universe.perpetualVolumeMin : universe.spotVolumeMin;
  if (!(longVolume >= longVolumeMin)) return decide(candidates, at, Verdict.volume, longVolume, longVolumeMin);
  const shortInterest = columns.openInterestQuote[short] ?? Number.NaN;
  const interest = isSpread ? Math.min(shortInterest, columns.openInterestQuote[long] ?? Number.NaN) : shortInterest;
  if (!(interest >= universe.openInterestMin)) {
    return decide(candidates, at, Verdict["open-interest"], interest, universe.openInterestMin);
  }
  const widest = Math.max(legSpreadBps(market, long), legSpreadBps(market, short));
  if (!(widest <= universe.spreadBpsMax)) return decide(candidates, at, Verdict.spread, widest, universe.spreadBpsMax);
  return Verdict.clear;
}

function legSpreadBps(market: MarketState, at: number): number {
  const bid = market.columns.bidPrice[at] ?? 0;
  const ask = market.columns.askPrice[at] ?? 0;
  return ((ask - bid) / ((ask + bid) / 2)) * 1e4;
}

function worthVerdict({ candidates, config, orderQuote }: Circumstances, at: number): number {
  const { entry } = config;
  const basis = candidates.basisBps[at] ?? Number.NaN;
  if (!(basis >= -entry.discountBpsMax)) return decide(candidates, at, Verdict.discount, -basis, entry.discountBpsMax);
  const per8hBps = (((candidates.meanAnnualPercent[at] ?? 0) / YEAR_DAYS) * (8 * HOUR_MS * 100)) / DAY_MS;
  const minimumBps = entry.spreadBaseBps + (entry.spreadBpsPerTenThousand * orderQuote) / 10_000;
  if (per8hBps < minimumBps) return decide(candidates, at, Verdict["minimum-spread"], per8hBps, minimumBps);
  const net = candidates.netBps[at] ?? Number.NEGATIVE_INFINITY;
  const needed = entry.netOverCostMin * ((candidates.fundingBps[at] ?? 0) - net);
  if (!(net >= needed)) return decide(candidates, at, Verdict.cost, net, needed);
  const onCapital =
    (net / 100 / capitalOverNotional(config.size.leverage, candidates.strategy[at] === SPREAD)) *
    (YEAR_DAYS / entry.holdDays);
  if (!(onCapital > entry.cashAnnualPercent))
    return decide(candidates, at, Verdict.cash, onCapital, entry.cashAnnualPercent);
  return Verdict.clear;
}

/** By `Barred`. */
const BARRED_VERDICTS = [Verdict.clear, Verdict.held, Verdict.cooldown, Verdict.churn] as const;

/** Clear by the market but not for us now: otherwise the best carry we already hold would hide every other. */
function portfolioVerdict({ candidates, wallNowMs }: Circumstances, at: number): number {
  const barred = candidates.barred[at] ?? Barred.no;
  if (barred !== Barred.no) return decide(candidates, at, BARRED_VERDICTS[barred] ?? Verdict.held, barred, 0);
  const deniedUntilMs = candidates.deniedUntilMs[at] ?? 0;
  if (wallNowMs < deniedUntilMs) return decide(candidates, at, Verdict.denied, deniedUntilMs - wallNowMs, 0);
  return Verdict.clear;
}

function depthVerdict({ candidates, market, config, orderQuote, wallNowMs }: Circumstances, at: number): number {
  const long = candidates.long[at] ?? 0;
  const short = candidates.short[at] ?? 0;
  const { columns } = market;
  const seenMs = Math.min(columns.depthReceivedMs[long] ?? 0, columns.depthReceivedMs[short] ?? 0);
  const ageMs = wallNowMs - seenMs;
  if (ageMs > config.execution.depthAgeMsMax) {
    return decide(candidates, at, Verdict["depth-unknown"], ageMs, config.execution.depthAgeMsMax);
  }
  const times = thinnestDepth(market, long, short) / orderQuote;
  if (!(times >= config.universe.depthOverOrderMin)) {
    return decide(candidates, at, Verdict.depth, times, config.universe.depthOverOrderMin);
  }
  return decide(candidates, at, Verdict.clear, candidates.netBps[at] ?? 0, 0);
}

/** The best clear candidate by net value, or -1. A scan of numbers: about a nanosecond a candidate. */
export function bestClear(candidates: CandidateColumns): number {
  let best = -1;
  let bestNet = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < candidates.count; at += 1) {
    const net = candidates.netBps[at] ?? Number.NEGATIVE_INFINITY;
    if (candidates.verdict[at] === Verdict.clear && net > bestNet) {
      best = at;
      bestNet = net;
    }
  }
  return best;
}
