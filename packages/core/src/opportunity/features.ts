import type { Config } from "../events/index.ts";
import type { MarketState } from "../market/columns.ts";
import { FundingHistory } from "../market/funding.ts";
import { VOLATILITY_PRIOR_PERCENT, volatilityAnnualPercent } from "../market/volatility.ts";
import { YEAR_DAYS } from "../units/index.ts";
import type { CandidateColumns } from "./candidates.ts";

const MEAN_DAYS = 7;
const MEDIAN_DAYS = 30;
/** How fast a 7-day level decays to its 30-day median. Measured persistence of majors is 1 to 3 weeks. */
const HALF_LIFE_DAYS = 10;

/** Funding over `days` when today's level decays to the longer median, in bps of notional. */
export function revertingFundingBps(meanAnnualPercent: number, medianAnnualPercent: number, days: number): number {
  const decayedDays = (HALF_LIFE_DAYS / Math.LN2) * (1 - 2 ** (-days / HALF_LIFE_DAYS));
  return ((medianAnnualPercent * days + (meanAnnualPercent - medianAnnualPercent) * decayedDays) / YEAR_DAYS) * 100;
}

/** What an entry may count on: a median above today's level is left out, because patience may not be bought with hope. */
export const expectedFundingBps = (meanAnnualPercent: number, medianAnnualPercent: number, days: number): number =>
  revertingFundingBps(meanAnnualPercent, Math.min(meanAnnualPercent, medianAnnualPercent), days);

/** Upper tail of the normal distribution: Abramowitz and Stegun 26.2.17, off by less than 1e-7. */
export function normalTail(deviations: number): number {
  if (deviations < 0) return 1 - normalTail(-deviations);
  const t = 1 / (1 + 0.2316419 * deviations);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-deviations * deviations) / 2) / Math.sqrt(2 * Math.PI)) * series;
}

/**
 * Chance that the mark rises to where both legs are closed for the liquidation's sake (DFT-5) within the hold, times
 * what the closing and coming back cost in fees. A walk without drift touches a level twice as often as it ends beyond.
 */
export function earlyEndBps(volatilityPercent: number, feeBps: number, config: Config): number {
  const { leverage } = config.size;
  const rise = Math.log((1 + 1 / leverage) / (1 + config.risk.liquidationShrinkPercent / 100));
  const spread = (volatilityPercent / 100) * Math.sqrt(config.entry.holdDays / YEAR_DAYS);
  return rise <= 0 ? feeBps : Math.min(1, 2 * normalTail(rise / spread)) * feeBps;
}

/** Recomputes what only changes when funding settles or its window moves on. */
export function refreshFeatures(
  candidates: CandidateColumns,
  candidate: number,
  market: MarketState,
  config: Config,
  venueNowMs: number,
): void {
  const perpetual = candidates.short[candidate] ?? -1;
  const ring = market.funding[perpetual];
  if (ring === undefined) return;
  const { columns } = market;
  const mean = FundingHistory.meanAnnualPercent(ring, venueNowMs, MEAN_DAYS);
  const median = FundingHistory.medianAnnualPercent(ring, venueNowMs, MEDIAN_DAYS);
  candidates.meanAnnualPercent[candidate] = mean;
  candidates.medianAnnualPercent[candidate] = median;
  const cap = columns.fundingCap[perpetual] ?? 0;
  const floor = columns.fundingFloor[perpetual] ?? 0;
  candidates.capHits[candidate] =
    cap === 0 && floor === 0 ? 0 : FundingHistory.capHits(ring, venueNowMs, config.universe.capHitDays, cap, floor);
  candidates.fundingBps[candidate] = expectedFundingBps(mean, median, config.entry.holdDays);
  const rate = columns.fundingRate[perpetual] ?? 0;
  candidates.ratePercentile[candidate] = FundingHistory.percentile(ring, venueNowMs, MEDIAN_DAYS, rate);
  const volatility = volatilityAnnualPercent(columns, perpetual);
  const spotFeeBps = market.instruments[candidates.long[candidate] ?? -1]?.takerFeeBps ?? 0;
  const feeBps = 2 * (spotFeeBps + (market.instruments[perpetual]?.takerFeeBps ?? 0));
  candidates.volatilityAnnualPercent[candidate] = volatility;
  // A coin nobody has watched yet costs what an ordinary one does: unknown is never free.
  const counted = Number.isNaN(volatility) ? VOLATILITY_PRIOR_PERCENT : volatility;
  candidates.earlyEndBps[candidate] = earlyEndBps(counted, feeBps, config);
  candidates.featuresAtMs[candidate] = venueNowMs;
}
