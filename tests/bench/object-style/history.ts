import type { Config, SettledFunding } from "@evenkeel/core/events";
import { normalTail } from "@evenkeel/core/opportunity";
import type { Market } from "./market.ts";

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const RATE_UNIT = 1e10;
const MEAN_DAYS = 7;
const MEDIAN_DAYS = 30;
const HALF_LIFE_DAYS = 10;

export type Features = {
  readonly meanAnnualPercent: number;
  readonly medianAnnualPercent: number;
  readonly capHits: number;
  readonly fundingBps: number;
  readonly earlyEndBps: number;
};

/** Unknown where the history does not reach back to the start of the window. */
function meanAnnualPercent(settled: readonly SettledFunding[], fromMs: number): number {
  if (!settled.some(({ venueTimeMs }) => venueTimeMs <= fromMs)) return Number.NaN;
  const sum = settled.filter(({ venueTimeMs }) => venueTimeMs > fromMs).reduce((total, { rate }) => total + rate, 0);
  return (sum / RATE_UNIT / MEAN_DAYS) * YEAR_DAYS * 100;
}

function medianAnnualPercent(settled: readonly SettledFunding[], fromMs: number): number {
  const annual = settled.flatMap(({ venueTimeMs, rate }, at) => {
    const before = settled[at - 1];
    if (before === undefined || venueTimeMs <= fromMs) return [];
    return [((rate / RATE_UNIT) * DAY_MS * YEAR_DAYS * 100) / (venueTimeMs - before.venueTimeMs)];
  });
  if (annual.length === 0 || !settled.some(({ venueTimeMs }) => venueTimeMs <= fromMs)) return Number.NaN;
  annual.sort((a, b) => a - b);
  const upper = annual[annual.length >> 1] ?? Number.NaN;
  const lower = annual[(annual.length - 1) >> 1] ?? Number.NaN;
  return annual.length % 2 === 1 ? upper : (upper + lower) / 2;
}

/** Today's level decays to the lower of itself and the long median, half of the way every ten days. */
function expectedFundingBps(mean: number, median: number, days: number): number {
  const rest = Math.min(mean, median);
  const weight = (HALF_LIFE_DAYS / Math.LN2) * (1 - 2 ** (-days / HALF_LIFE_DAYS));
  return ((rest * days + (mean - rest) * weight) / YEAR_DAYS) * 100;
}

/** The chance of being driven out by a rise, twice the chance of ending beyond it, times four fees. */
function earlyEnd(volatilityPercent: number, feeBps: number, { size, risk, entry }: Config): number {
  const rise = Math.log((1 + 1 / size.leverage) / (1 + risk.liquidationShrinkPercent / 100));
  const deviations = rise / ((volatilityPercent / 100) * Math.sqrt(entry.holdDays / YEAR_DAYS));
  return Math.min(1, 2 * normalTail(deviations)) * feeBps;
}

export function featuresOf(perpetual: Market, spotFeeBps: number, config: Config, nowMs: number): Features {
  const { settled, terms, spread } = perpetual;
  const feeBps = 2 * (spotFeeBps + perpetual.instrument.takerFeeBps);
  const mean = meanAnnualPercent(settled, nowMs - MEAN_DAYS * DAY_MS);
  const median = medianAnnualPercent(settled, nowMs - MEDIAN_DAYS * DAY_MS);
  const capFromMs = nowMs - config.universe.capHitDays * DAY_MS;
  const hits = settled.filter(
    ({ venueTimeMs, rate }) => venueTimeMs > capFromMs && terms !== null && (rate >= terms.cap || rate <= terms.floor),
  );
  const bounded = terms !== null && (terms.cap !== 0 || terms.floor !== 0);
  return {
    meanAnnualPercent: mean,
    medianAnnualPercent: median,
    capHits: bounded ? hits.length : 0,
    fundingBps: expectedFundingBps(mean, median, config.entry.holdDays),
    earlyEndBps: earlyEnd(spread === null ? 100 : Math.sqrt(spread.daily * YEAR_DAYS) * 100, feeBps, config),
  };
}
