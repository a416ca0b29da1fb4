import { mix, SALT } from "../random.ts";
import { WORLD_START_MS } from "./build.ts";
import { FUNDING } from "./calibration.ts";
import type { FundingHistory } from "./columns.ts";
import { rateEstimated, rateSettled } from "./recorded/recorded.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const HOUR_OF_START = (WORLD_START_MS / HOUR_MS) % 24;

/** Whether a contract of this interval settles at the beginning of this hour since the start. */
export const settlesAt = (hour: number, intervalHours: number): boolean =>
  (((hour + HOUR_OF_START) % intervalHours) + intervalHours) % intervalHours === 0;

export function nextSettlementMs(venueMs: number, intervalHours: number): number {
  const interval = intervalHours * HOUR_MS;
  return (Math.floor(venueMs / interval) + 1) * interval;
}

/** Binance's formula: premium + clamp(interest − premium, ±0.05 %), scaled to the interval, bounded by cap and floor. */
export function rateFrom(
  premiumBps: number,
  interestBps: number,
  intervalHours: number,
  floor: number,
  cap: number,
): number {
  const correction = Math.min(FUNDING.clampBps, Math.max(-FUNDING.clampBps, interestBps - premiumBps));
  const rate = Math.round((premiumBps + correction) * 1e4 * (intervalHours / 8));
  return Math.min(cap, Math.max(floor, rate));
}

/** What would settle if the interval ended with the premium as it is: an integer at 8 digits. */
export function estimateRate(world: World, index: number, venueMs: number): number {
  const { columns } = world;
  const instrument = world.instruments[index];
  if (instrument === undefined) return 0;
  if (world.recorded !== null) {
    return rateEstimated(world.recorded, index, venueMs, instrument.intervalHours);
  }
  const fraction = (venueMs % HOUR_MS) / HOUR_MS;
  const hours = (columns.premiumHours[index] ?? 0) + fraction;
  const premium = columns.premiumBps[index] ?? 0;
  const mean = hours > 0 ? ((columns.premiumSumBps[index] ?? 0) + premium * fraction) / hours : premium;
  return rateFrom(mean, instrument.rateInterestBps, instrument.intervalHours, instrument.rateFloor, instrument.rateCap);
}

/** Where the n-th settlement of an instrument is kept: the newest overwrite the oldest. */
function historyRow({ first }: FundingHistory, index: number, n: number): number {
  const begin = first[index] ?? 0;
  return begin + (n % ((first[index + 1] ?? 0) - begin));
}

/** Fixes the rate of an interval that ends with this hour and begins the next interval. */
export function settleRate(world: World, index: number, hour: number): void {
  const { columns, instruments, ownSeed } = world;
  const instrument = instruments[index];
  if (instrument === undefined || !settlesAt(hour, instrument.intervalHours)) return;
  const settledMs = WORLD_START_MS + hour * HOUR_MS;
  const mean = (columns.premiumSumBps[index] ?? 0) / Math.max(1, columns.premiumHours[index] ?? 1);
  columns.premiumSumBps[index] = 0;
  columns.premiumHours[index] = 0;
  if (world.recorded === null && settledMs <= instrument.onboardMs) return;
  const { history } = columns;
  const count = history.count[index] ?? 0;
  const row = historyRow(history, index, count);
  const delay = mix(ownSeed, SALT.settlementDelay, index, hour) % FUNDING.delayMsMax;
  history.timeMs[row] = settledMs + delay;
  const { rateInterestBps, intervalHours, rateFloor, rateCap } = instrument;
  history.rate[row] =
    world.recorded === null
      ? rateFrom(mean, rateInterestBps, intervalHours, rateFloor, rateCap)
      : rateSettled(world.recorded, index, settledMs);
  const mark = Math.exp(columns.logAt[index] ?? 0) * (1 + (columns.markAt[index] ?? 0));
  history.markPrice[row] = Math.round(mark * 1e8);
  history.count[index] = count + 1;
}

/** Oldest first: calls back for each kept settlement of an instrument. */
export function forEachSettlement(
  world: World,
  index: number,
  visit: (timeMs: number, rate: number, markPrice: number) => void,
): void {
  const { history } = world.columns;
  const { first, count, timeMs, rate, markPrice } = history;
  const rows = count[index] ?? 0;
  const capacity = (first[index + 1] ?? 0) - (first[index] ?? 0);
  for (let k = Math.max(0, rows - capacity); k < rows; k++) {
    const row = historyRow(history, index, k);
    visit(timeMs[row] ?? 0, rate[row] ?? 0, markPrice[row] ?? 0);
  }
}

/** The rate fixed by the newest settlement, at 8 digits. */
export function lastSettledRate(world: World, index: number): number {
  const { history } = world.columns;
  const rows = history.count[index] ?? 0;
  return rows === 0 ? 0 : (history.rate[historyRow(history, index, rows - 1)] ?? 0);
}
