/** Answers remembered: one slow one says nothing, most of them do. */
const SAMPLES_MAX = 9;
const SAMPLES_MIN = 5;
/** Older answers say nothing of the venue as it is. */
const SAMPLE_AGE_MS_MAX = 600_000;

/** How long a venue took to answer lately, oldest first. Times are wall time. */
export type Latency = { readonly samples: { readonly atMs: number; readonly tookMs: number }[] };

export const createLatency = (): Latency => ({ samples: [] });

export function observeLatency({ samples }: Latency, atMs: number, tookMs: number): void {
  samples.push({ atMs, tookMs: Math.max(0, tookMs) });
  if (samples.length > SAMPLES_MAX) samples.shift();
}

/** Half of the last answers took longer than this; `null` where there are too few to speak of. */
export function sustainedLatencyMs({ samples }: Latency, nowMs: number): number | null {
  const recent = samples.filter(({ atMs }) => nowMs - atMs <= SAMPLE_AGE_MS_MAX).map(({ tookMs }) => tookMs);
  if (recent.length < SAMPLES_MIN) return null;
  return recent.sort((a, b) => a - b)[recent.length >> 1] ?? null;
}
