/** Values below this are counted to the nanosecond; above, 128 steps a doubling: within 0.8 %. */
const EXACT = 256;
const STEPS_PER_DOUBLING = 128;
const DOUBLINGS = 32;

/** Durations in a fixed array: recording one makes nothing. */
export type Histogram = {
  readonly record: (nanoseconds: number) => void;
  /** Upper edge of the step that holds this share of all values. */
  readonly percentile: (share: number) => number;
  readonly max: () => number;
  readonly count: () => number;
  readonly reset: () => void;
};

export function createHistogram(): Histogram {
  const counts = new Uint32Array(EXACT + DOUBLINGS * STEPS_PER_DOUBLING);
  let total = 0;
  let most = 0;

  const record = (nanoseconds: number): void => {
    const value = nanoseconds > 0 ? Math.round(nanoseconds) : 0;
    const slot = Math.min(slotOf(value), counts.length - 1);
    counts[slot] = (counts[slot] ?? 0) + 1;
    total += 1;
    if (value > most) most = value;
  };

  const percentile = (share: number): number => {
    const wanted = Math.ceil(total * share);
    let seen = 0;
    for (let slot = 0; slot < counts.length; slot += 1) {
      seen += counts[slot] ?? 0;
      if (seen >= wanted && seen > 0) return Math.min(upperEdge(slot), most);
    }
    return most;
  };

  const reset = (): void => {
    counts.fill(0);
    total = 0;
    most = 0;
  };

  return { record, percentile, max: () => most, count: () => total, reset };
}

function slotOf(value: number): number {
  if (value < EXACT) return value;
  const doubling = Math.floor(Math.log2(value)) - 8;
  return EXACT + doubling * STEPS_PER_DOUBLING + Math.floor(value / 2 ** (doubling + 1)) - STEPS_PER_DOUBLING;
}

function upperEdge(slot: number): number {
  if (slot < EXACT) return slot;
  const doubling = Math.floor((slot - EXACT) / STEPS_PER_DOUBLING);
  const step = ((slot - EXACT) % STEPS_PER_DOUBLING) + STEPS_PER_DOUBLING;
  return (step + 1) * 2 ** (doubling + 1) - 1;
}
