import type { Config } from "../events/index.ts";
import type { MarketState } from "../market/columns.ts";
import { FundingHistory } from "../market/funding.ts";
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

/** Recomputes what only changes when funding settles or its window moves on. */
export function refreshFeatures(
  candidates: CandidateColumns,
  candidate: number,
  market: MarketState,
  config: Config,
  venueNowMs: number,
): void {
  const perpetual = candidates.perpetual[candidate] ?? -1;
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
  candidates.featuresAtMs[candidate] = venueNowMs;
}
