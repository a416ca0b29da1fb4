import { DAY_MS, MINUTE_MS, YEAR_DAYS } from "../units/index.ts";
import type { MarketColumns } from "./columns.ts";

/** What is believed of a coin nothing is known about yet. */
export const VOLATILITY_PRIOR_PERCENT = 100;
const PRIOR_DAILY_VARIANCE = (VOLATILITY_PRIOR_PERCENT / 100) ** 2 / YEAR_DAYS;
/** The memory of the estimate in venue days. */
const MEMORY_DAYS = 2;

/** Takes one mark a venue minute into an exponentially weighted variance of a day's log return. */
export function observeVolatility(columns: MarketColumns, at: number, markPrice: number, venueMs: number): void {
  const sampledMs = columns.varianceSampledMs[at] ?? 0;
  const elapsedMs = venueMs - sampledMs;
  if (sampledMs > 0 && elapsedMs < MINUTE_MS) return;
  const sampled = columns.varianceSampledMark[at] ?? 0;
  columns.varianceSampledMs[at] = venueMs;
  columns.varianceSampledMark[at] = markPrice;
  if (sampledMs === 0) {
    columns.varianceDaily[at] = PRIOR_DAILY_VARIANCE;
    return;
  }
  const days = elapsedMs / DAY_MS;
  const move = Math.log(markPrice / sampled);
  const before = columns.varianceDaily[at] ?? PRIOR_DAILY_VARIANCE;
  columns.varianceDaily[at] = before + (1 - Math.exp(-days / MEMORY_DAYS)) * ((move * move) / days - before);
}

export const volatilityAnnualPercent = (columns: MarketColumns, at: number): number =>
  Math.sqrt((columns.varianceDaily[at] ?? Number.NaN) * YEAR_DAYS) * 100;
