/** Samples a trend is drawn through; older ones fall out. */
const SAMPLES_MAX = 13;
/** Fewer, or closer together than half of the whole window, are no trend yet. */
const SAMPLES_MIN = 7;
/** What was foreseen is over when it is further away than that many horizons. */
const OVER = 2;

export type Trend = { readonly samples: { readonly atMs: number; readonly value: number }[]; foreseen: boolean };

export const createTrend = (): Trend => ({ samples: [], foreseen: false });

/** Takes a number once every so often; in between nothing is looked at. Says whether it was taken. */
export function sample(trend: Trend, atMs: number, value: number, everyMs: number): boolean {
  const { samples } = trend;
  const last = samples.at(-1);
  if (!Number.isFinite(value) || (last !== undefined && atMs - last.atMs < everyMs)) return false;
  samples.push({ atMs, value });
  if (samples.length > SAMPLES_MAX) samples.shift();
  return true;
}

/** How long until the straight line through the samples falls to a floor; `null` where it does not, or nobody can say. */
export function fallsInMs({ samples }: Trend, floor: number, everyMs: number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.length < SAMPLES_MIN) return null;
  // Gaps of a machine that slept make few samples look like a long watch.
  if (last.atMs - first.atMs > 2 * SAMPLES_MAX * everyMs) return null;
  let [meanAt, meanValue] = [0, 0];
  for (const { atMs, value } of samples) {
    meanAt += (atMs - first.atMs) / samples.length;
    meanValue += value / samples.length;
  }
  let [together, alone] = [0, 0];
  for (const { atMs, value } of samples) {
    const away = atMs - first.atMs - meanAt;
    together += away * (value - meanValue);
    alone += away * away;
  }
  const slope = together / alone;
  return slope < 0 ? Math.max(0, (last.value - floor) / -slope) : null;
}

/** Said once when it comes within the horizon, and again only after it was well outside. */
export function foresees(trend: Trend, inMs: number | null, horizonMs: number): boolean {
  if (inMs === null || inMs > OVER * horizonMs) trend.foreseen = false;
  if (inMs === null || inMs > horizonMs || trend.foreseen) return false;
  trend.foreseen = true;
  return true;
}
