/** Eight steps per doubling: a percentile is off by at most 9 %. */
const STEPS_PER_DOUBLING = 8;
const DOUBLINGS = 32;
const BUCKETS = STEPS_PER_DOUBLING * DOUBLINGS;
/** Values are in units of this share: a nanosecond where the unit is a microsecond. */
const SMALLEST = 0.001;

export type Histogram = {
  readonly record: (value: number) => void;
  readonly count: () => number;
  /** `null` while nothing was measured. */
  readonly percentile: (percent: number) => number | null;
};

/** Fixed size, no allocation: counts by the logarithm of the value. */
export function createHistogram(): Histogram {
  const counts = new Float64Array(BUCKETS);
  let total = 0;
  return {
    record(value) {
      const at = Math.floor(Math.log2(Math.max(value, SMALLEST) / SMALLEST) * STEPS_PER_DOUBLING);
      const bucket = Math.min(BUCKETS - 1, at);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      total += 1;
    },
    count: () => total,
    percentile(percent) {
      if (total === 0) return null;
      let left = Math.ceil((total * percent) / 100);
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        left -= counts[bucket] ?? 0;
        if (left <= 0) return SMALLEST * 2 ** ((bucket + 1) / STEPS_PER_DOUBLING);
      }
      return null;
    },
  };
}
