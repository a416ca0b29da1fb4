import type { Config } from "../events/index.ts";
import type { MarketState } from "../market/columns.ts";
import { FundingHistory } from "../market/funding.ts";
import { VOLATILITY_PRIOR_PERCENT, volatilityAnnualPercent } from "../market/volatility.ts";
import { rateToFloat, YEAR_DAYS } from "../units/index.ts";
import { type CandidateColumns, SPREAD } from "./candidates.ts";

const DAY_HOURS = 24;
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
 * With a perpetual on both `sides` the way down ends the pair as well as the way up.
 */
export function earlyEndBps(volatilityPercent: number, feeBps: number, config: Config, sides = 1): number {
  const { leverage } = config.size;
  const rise = Math.log((1 + 1 / leverage) / (1 + config.risk.liquidationShrinkPercent / 100));
  const spread = (volatilityPercent / 100) * Math.sqrt(config.entry.holdDays / YEAR_DAYS);
  return rise <= 0 ? feeBps : Math.min(1, 2 * sides * normalTail(rise / spread)) * feeBps;
}

/** Recomputes what only changes when funding settles or its window moves on. */
export function refreshFeatures(
  candidates: CandidateColumns,
  candidate: number,
  market: MarketState,
  config: Config,
  venueNowMs: number,
): void {
  const long = candidates.long[candidate] ?? -1;
  const short = candidates.short[candidate] ?? -1;
  const isSpread = candidates.strategy[candidate] === SPREAD;
  const earning = market.funding[short];
  const paying = isSpread ? market.funding[long] : undefined;
  if (earning === undefined || (isSpread && paying === undefined)) return;
  const { columns } = market;
  const mean =
    FundingHistory.meanAnnualPercent(earning, venueNowMs, MEAN_DAYS) -
    (paying === undefined ? 0 : FundingHistory.meanAnnualPercent(paying, venueNowMs, MEAN_DAYS));
  const median =
    paying === undefined
      ? FundingHistory.medianAnnualPercent(earning, venueNowMs, MEDIAN_DAYS)
      : FundingHistory.medianDifferencePercent(earning, paying, venueNowMs, MEDIAN_DAYS);
  candidates.meanAnnualPercent[candidate] = mean;
  candidates.medianAnnualPercent[candidate] = median;
  candidates.capHits[candidate] =
    capHits(market, short, config, venueNowMs) + (isSpread ? capHits(market, long, config, venueNowMs) : 0);
  candidates.fundingBps[candidate] = expectedFundingBps(
    withinCaps(market, long, short, mean),
    withinCaps(market, long, short, median),
    config.entry.holdDays,
  );
  // Two venues settle at times of their own: one estimate against another has no history to stand in.
  candidates.ratePercentile[candidate] = isSpread
    ? Number.NaN
    : FundingHistory.percentile(earning, venueNowMs, MEDIAN_DAYS, columns.fundingRate[short] ?? 0);
  const volatility = volatilityAnnualPercent(columns, short);
  const feeBps = 2 * ((market.instruments[long]?.takerFeeBps ?? 0) + (market.instruments[short]?.takerFeeBps ?? 0));
  candidates.volatilityAnnualPercent[candidate] = volatility;
  // A coin nobody has watched yet costs what an ordinary one does: unknown is never free.
  const counted = Number.isNaN(volatility) ? VOLATILITY_PRIOR_PERCENT : volatility;
  candidates.earlyEndBps[candidate] = earlyEndBps(counted, feeBps, config, isSpread ? 2 : 1);
  candidates.featuresAtMs[candidate] = venueNowMs;
}

/** No forecast beyond what the venues' caps let be paid from now on, however much was paid before. */
export function withinCaps({ columns }: MarketState, long: number, short: number, annualPercent: number): number {
  if (!hasBounds(columns, long) || !hasBounds(columns, short)) return annualPercent;
  const most = annualOf(columns, short, columns.fundingCap) - annualOf(columns, long, columns.fundingFloor);
  const least = annualOf(columns, short, columns.fundingFloor) - annualOf(columns, long, columns.fundingCap);
  return Math.min(Math.max(annualPercent, least), most);
}

/** Spot is paid nothing, which is known; of a perpetual the venue has to have told. */
const hasBounds = (columns: MarketState["columns"], at: number): boolean =>
  (columns.intervalHours[at] ?? 0) === 0 || (columns.fundingCap[at] ?? 0) > (columns.fundingFloor[at] ?? 0);

/** A bound of one settlement as per cent a year; nothing on spot and where it is not known. */
function annualOf(columns: MarketState["columns"], at: number, bound: Float64Array): number {
  const hours = columns.intervalHours[at] ?? 0;
  return hours > 0 ? (rateToFloat(bound[at] ?? 0) * DAY_HOURS * YEAR_DAYS * 100) / hours : 0;
}

function capHits({ columns, funding }: MarketState, perpetual: number, config: Config, venueNowMs: number): number {
  const ring = funding[perpetual];
  const cap = columns.fundingCap[perpetual] ?? 0;
  const floor = columns.fundingFloor[perpetual] ?? 0;
  if (ring === undefined || (cap === 0 && floor === 0)) return 0;
  return FundingHistory.capHits(ring, venueNowMs, config.universe.capHitDays, cap, floor);
}
