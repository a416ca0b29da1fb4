import type { HourVolume } from "../events/index.ts";
import type { Schedule } from "../position/pair.ts";
import { DAY_MS, HOUR_MS, type VenueTimeMs } from "../units/index.ts";

export const MILLION = 1_000_000;
const HOURS = 24;
/** How far back is asked, and of how many days an hour of the day must be known. */
export const VOLUME_DAYS = 7;
const DAYS_MIN = 3;

/** What an hour of the day trades, by the mean of its days; `null` where an hour is not known or trades nothing. */
export function hourProfile(hours: readonly HourVolume[]): readonly number[] | null {
  const sums = Array.from({ length: HOURS }, () => 0);
  const days = Array.from({ length: HOURS }, () => 0);
  for (const [openMs, quote] of hours) {
    if (!(quote >= 0 && Number.isFinite(quote))) return null;
    const hour = Math.floor((openMs % DAY_MS) / HOUR_MS);
    sums[hour] = (sums[hour] ?? 0) + quote;
    days[hour] = (days[hour] ?? 0) + 1;
  }
  const means = sums.map((sum, hour) => sum / (days[hour] ?? 0));
  return days.every((count) => count >= DAYS_MIN) && means.every((mean) => mean > 0) ? means : null;
}

/** Between the middles of two hours on a straight line: a day has no steps at its full hours. */
function tradedAt(profile: readonly number[], atMs: number): number {
  const place = (atMs % DAY_MS) / HOUR_MS - 0.5;
  const before = Math.floor(place);
  const share = place - before;
  const [from, to] = [profile[(before + HOURS) % HOURS] ?? 0, profile[(before + 1) % HOURS] ?? 0];
  return from * (1 - share) + to * share;
}

/** The same window and the same parts, each as large as what the market usually trades meanwhile. */
export function followVolume(
  schedule: Extract<Schedule, { kind: "twap" }>,
  profile: readonly number[],
  startsAt: VenueTimeMs,
): Extract<Schedule, { kind: "vwap" }> {
  const { slices, sliceMs, startedAt } = schedule;
  const weights = Array.from({ length: slices }, (_, slice) => tradedAt(profile, startsAt + (slice + 0.5) * sliceMs));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let until = 0;
  const untilPpm = weights.map((weight, slice) => {
    until += weight;
    return slice === slices - 1 ? MILLION : Math.floor((until / whole) * MILLION);
  });
  return { kind: "vwap", slices, sliceMs, startedAt, untilPpm };
}
