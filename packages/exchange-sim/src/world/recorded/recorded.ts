import { HOUR_MS } from "@evenkeel/core/units";
import type { Market } from "../instrument.ts";
import { PROFILES, type VenueName } from "../venue.ts";
import { createCourse } from "./course.ts";
import { createPath, type Path } from "./path.ts";
import { type Bars, type BarsRecording, barAt, comingRate, type RecordedCoin, recordedRate } from "./recording.ts";

/** A recording as one venue's world reads it. It follows from the recording, the venue and the seed alone. */
export interface Recorded {
  readonly recording: BarsRecording;
  readonly coins: readonly RecordedCoin[];
  readonly spot: readonly Path[];
  readonly perpetual: readonly Path[];
}

export function readRecording(recording: BarsRecording, venue: VenueName, seed: number): Recorded {
  const coins = recording.venues[venue]?.slice(0, PROFILES[venue].symbolsMax);
  if (coins === undefined) throw new RangeError(`${recording.name} has no record of ${venue}`);
  const courses = coins.map((_, index) =>
    createCourse(seed, distinct(Object.values(recording.venues).flatMap((each) => each[index]?.spot ?? []))),
  );
  const paths = (bars: (coin: RecordedCoin) => Bars) =>
    coins.flatMap((coin, index) => {
      const course = courses[index];
      return course === undefined ? [] : [createPath(course, bars(coin))];
    });
  return { recording, coins, spot: paths(({ spot }) => spot), perpetual: paths(({ perpetual }) => perpetual) };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

const barsOf = (recorded: Recorded, index: number, market: Market): Bars | undefined => {
  const coin = recorded.coins[index];
  return market === "spot" ? coin?.spot : coin?.perpetual;
};

/** Lowest and highest price that the record allows one of a coin's markets at this moment. */
export function boundsAt(
  recorded: Recorded,
  index: number,
  market: Market,
  venueMs: number,
): readonly [lowest: number, highest: number] {
  const bars = barsOf(recorded, index, market);
  if (bars === undefined) return [0, Number.POSITIVE_INFINITY];
  const bar = barAt(bars, venueMs);
  return [bars.low[bar] ?? 0, bars.high[bar] ?? Number.POSITIVE_INFINITY];
}

/** The mark's logarithm, drawn straight between what it stood at as the bars ended; null where there is no record. */
export function recordedMark(recorded: Recorded, index: number, venueMs: number): number | null {
  const coin = recorded.coins[index];
  if (coin === undefined || coin.markClose === null) return null;
  const { perpetual, markClose } = coin;
  const bar = barAt(perpetual, venueMs);
  const to = Math.log(markClose[bar] ?? 1);
  const from = bar === 0 ? to : Math.log(markClose[bar - 1] ?? 1);
  const passed = Math.min(1, (venueMs - perpetual.beginMs - bar * perpetual.lengthMs) / perpetual.lengthMs);
  return from + (to - from) * passed;
}

/** A deviation of one minute that makes the range of the bar a usual one. */
export function recordedSigma(recorded: Recorded, index: number, venueMs: number): number {
  const bars = barsOf(recorded, index, "spot");
  if (bars === undefined || venueMs >= recorded.recording.endMs) return 0;
  const [lowest, highest] = boundsAt(recorded, index, "spot", venueMs);
  return Math.log(highest / lowest) / 1.6 / Math.sqrt(bars.lengthMs / 60_000);
}

/** What settles in this hour: nothing more than zero behind the record's end. */
export function rateSettled(recorded: Recorded, index: number, venueMs: number): number {
  const coin = recorded.coins[index];
  return coin === undefined ? 0 : (recordedRate(coin, venueMs) ?? 0);
}

/** The estimate leads from the last rate to the coming one as the interval passes. */
export function rateEstimated(
  recorded: Recorded,
  index: number,
  venueMs: number,
  last: number,
  intervalHours: number,
): number {
  const coin = recorded.coins[index];
  const coming = coin === undefined ? 0 : (comingRate(coin, venueMs) ?? 0);
  const interval = intervalHours * HOUR_MS;
  return Math.round(last + (coming - last) * ((venueMs % interval) / interval));
}
