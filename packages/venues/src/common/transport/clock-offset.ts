/** Samples kept: one slow round trip must not move the clock. */
const SAMPLES_MAX = 7;

export type OffsetSample = { readonly sentAtMs: number; readonly receivedAtMs: number; readonly serverMs: number };

export type ClockOffset = {
  readonly add: (sample: OffsetSample) => void;
  /** Venue minus machine, the median of the recent samples; `null` before the first. */
  readonly offsetMs: () => number | null;
};

/** The server read its clock half a round trip before the answer came, give or take that half. */
export function createClockOffset(): ClockOffset {
  const samples: number[] = [];
  return {
    add: ({ sentAtMs, receivedAtMs, serverMs }) => {
      samples.push(Math.round(serverMs - (sentAtMs + receivedAtMs) / 2));
      if (samples.length > SAMPLES_MAX) samples.shift();
    },
    offsetMs: () => {
      if (samples.length === 0) return null;
      const sorted = samples.toSorted((a, b) => a - b);
      return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
    },
  };
}
