import type { SettledFunding } from "../events/index.ts";
import { DAY_MS, rateToFloat, YEAR_DAYS } from "../units/index.ts";

/** 30 days of hourly settlements plus two days; older rows are overwritten. */
const SETTLEMENTS_MAX = 768;

/** A ring of settled rates in time order, as the venue gave them: mantissas at RATE_SCALE. */
export type FundingRing = { count: number; next: number; timeMs: Float64Array; rate: Float64Array };

function create(): FundingRing {
  return { count: 0, next: 0, timeMs: new Float64Array(SETTLEMENTS_MAX), rate: new Float64Array(SETTLEMENTS_MAX) };
}

/** Position of the k-th newest settlement, k from 0. */
const newest = (ring: FundingRing, k: number): number => (ring.next - 1 - k + 2 * SETTLEMENTS_MAX) % SETTLEMENTS_MAX;

/** Appends what is newer than the last row; settled history never changes, so an older row is a repeat. */
function append(ring: FundingRing, settled: readonly SettledFunding[]): number {
  let added = 0;
  for (const { venueTimeMs, rate } of settled) {
    if (ring.count > 0 && venueTimeMs <= (ring.timeMs[newest(ring, 0)] ?? 0)) continue;
    ring.timeMs[ring.next] = venueTimeMs;
    ring.rate[ring.next] = rate;
    ring.next = (ring.next + 1) % SETTLEMENTS_MAX;
    ring.count = Math.min(ring.count + 1, SETTLEMENTS_MAX);
    added += 1;
  }
  return added;
}

const lastTimeMs = (ring: FundingRing): number => (ring.count === 0 ? 0 : (ring.timeMs[newest(ring, 0)] ?? 0));

/** Rates of the window in per cent a year of notional; `NaN` where the history does not reach back that far. */
function meanAnnualPercent(ring: FundingRing, nowMs: number, days: number): number {
  const fromMs = nowMs - days * DAY_MS;
  let sum = 0;
  let oldestMs = Number.POSITIVE_INFINITY;
  for (let k = 0; k < ring.count; k += 1) {
    const slot = newest(ring, k);
    const timeMs = ring.timeMs[slot] ?? 0;
    oldestMs = timeMs;
    if (timeMs <= fromMs) break;
    sum += ring.rate[slot] ?? 0;
  }
  if (oldestMs > fromMs) return Number.NaN;
  return (rateToFloat(sum) / days) * YEAR_DAYS * 100;
}

/** Sums of the settled rates of each day before now, newest day first; `false` where the history does not reach back. */
function dailySums(ring: FundingRing, nowMs: number, sums: Float64Array): boolean {
  const fromMs = nowMs - sums.length * DAY_MS;
  for (let k = 0; k < ring.count; k += 1) {
    const slot = newest(ring, k);
    const timeMs = ring.timeMs[slot] ?? 0;
    if (timeMs <= fromMs) return true;
    const day = Math.max(0, Math.floor((nowMs - timeMs) / DAY_MS));
    sums[day] = (sums[day] ?? 0) + (ring.rate[slot] ?? 0);
  }
  return false;
}

/**
 * Median day of what one market paid more than the other, in per cent a year: two venues settle at times and intervals
 * of their own, so whole days are compared.
 */
function medianDifferencePercent(earning: FundingRing, paying: FundingRing, nowMs: number, days: number): number {
  const [earned, paid] = [new Float64Array(days), new Float64Array(days)];
  if (!dailySums(earning, nowMs, earned) || !dailySums(paying, nowMs, paid)) return Number.NaN;
  const apart = earned.map((sum, day) => sum - (paid[day] ?? 0)).sort();
  const middle = ((apart[(days - 1) >> 1] ?? 0) + (apart[days >> 1] ?? 0)) / 2;
  return rateToFloat(middle) * YEAR_DAYS * 100;
}

/** Median of the settled rates of the window, each annualised by the gap to the settlement before it. */
function medianAnnualPercent(ring: FundingRing, nowMs: number, days: number): number {
  const fromMs = nowMs - days * DAY_MS;
  const values: number[] = [];
  for (let k = 0; k + 1 < ring.count; k += 1) {
    const slot = newest(ring, k);
    const timeMs = ring.timeMs[slot] ?? 0;
    if (timeMs <= fromMs) break;
    const gapMs = timeMs - (ring.timeMs[newest(ring, k + 1)] ?? timeMs);
    if (gapMs > 0) values.push((rateToFloat(ring.rate[slot] ?? 0) * DAY_MS * YEAR_DAYS * 100) / gapMs);
  }
  const oldestMs = ring.timeMs[newest(ring, ring.count - 1)] ?? nowMs;
  if (values.length === 0 || oldestMs > fromMs) return Number.NaN;
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  const upper = values[middle] ?? Number.NaN;
  return values.length % 2 === 1 ? upper : (upper + (values[middle - 1] ?? upper)) / 2;
}

/** Settlements in the window that stood at the venue's cap or floor. */
function capHits(ring: FundingRing, nowMs: number, days: number, cap: number, floor: number): number {
  const fromMs = nowMs - days * DAY_MS;
  let hits = 0;
  for (let k = 0; k < ring.count; k += 1) {
    const slot = newest(ring, k);
    if ((ring.timeMs[slot] ?? 0) <= fromMs) break;
    const rate = ring.rate[slot] ?? 0;
    if (rate >= cap || rate <= floor) hits += 1;
  }
  return hits;
}

/** Share of the window's settlements below a rate, in per cent: how unusual today's estimate is. */
function percentile(ring: FundingRing, nowMs: number, days: number, rate: number): number {
  const fromMs = nowMs - days * DAY_MS;
  let below = 0;
  let count = 0;
  for (let k = 0; k < ring.count; k += 1) {
    const slot = newest(ring, k);
    if ((ring.timeMs[slot] ?? 0) <= fromMs) break;
    count += 1;
    if ((ring.rate[slot] ?? 0) < rate) below += 1;
  }
  return count === 0 ? Number.NaN : (below / count) * 100;
}

/** The newest settlements, oldest first, for charts. */
function recent(ring: FundingRing, count: number): SettledFunding[] {
  const rows: SettledFunding[] = [];
  for (let k = Math.min(count, ring.count) - 1; k >= 0; k -= 1) {
    const slot = newest(ring, k);
    rows.push({ venueTimeMs: ring.timeMs[slot], rate: ring.rate[slot] } as SettledFunding);
  }
  return rows;
}

export const FundingHistory = {
  create,
  append,
  lastTimeMs,
  meanAnnualPercent,
  medianAnnualPercent,
  medianDifferencePercent,
  capHits,
  percentile,
  recent,
};
