/** Eight steps per doubling: a percentile is off by at most 9 %. */
const STEPS_PER_DOUBLING = 8;
const DOUBLINGS = 32;
const BUCKETS = STEPS_PER_DOUBLING * DOUBLINGS;
/** Values are in units of this share: a nanosecond where the unit is a microsecond. */
export const SMALLEST = 0.001;
const LARGEST = SMALLEST * 2 ** DOUBLINGS;

export type Histogram = {
  readonly record: (value: number) => void;
  readonly count: () => number;
  readonly sum: () => number;
  /** `null` while nothing was measured. */
  readonly percentile: (percent: number) => number | null;
  /** How many values lie below SMALLEST · 2^`doublings`. */
  readonly countBelow: (doublings: number) => number;
};

/** Fixed size, no allocation: counts by the logarithm of the value. */
export function createHistogram(): Histogram {
  const counts = new Float64Array(BUCKETS);
  /** Count and sum: a number kept in a closure would be made anew with every value. */
  const totals = new Float64Array(2);
  const total = (): number => totals[0] ?? 0;
  return {
    record(value) {
      const kept = Math.min(LARGEST, Math.max(SMALLEST, value));
      const at = Math.floor(Math.log2(kept / SMALLEST) * STEPS_PER_DOUBLING);
      const bucket = Math.min(BUCKETS - 1, at);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      totals[0] = (totals[0] ?? 0) + 1;
      totals[1] = (totals[1] ?? 0) + kept;
    },
    count: total,
    sum: () => totals[1] ?? 0,
    percentile(percent) {
      if (total() === 0) return null;
      let left = Math.ceil((total() * percent) / 100);
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        left -= counts[bucket] ?? 0;
        if (left <= 0) return SMALLEST * 2 ** ((bucket + 1) / STEPS_PER_DOUBLING);
      }
      return null;
    },
    countBelow(doublings) {
      let below = 0;
      for (let bucket = 0; bucket < doublings * STEPS_PER_DOUBLING; bucket += 1) below += counts[bucket] ?? 0;
      return below;
    },
  };
}
