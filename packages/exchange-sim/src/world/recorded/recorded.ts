import { HOUR_MS } from "@evenkeel/core/units";
import { WORLD_START_MS } from "../build.ts";
import type { Market } from "../instrument.ts";
import { PROFILES, type VenueName } from "../venue.ts";
import { createCourse } from "./course.ts";
import { framesLogAt, type RecordedFrames, readFrames } from "./frames/frames.ts";
import { createPath, type Path, pathAt } from "./path.ts";
import {
  type Bars,
  type BarsRecording,
  barAt,
  comingRate,
  isToldAt,
  lastRate,
  type RecordedCoin,
  type Recording,
  recordedRate,
} from "./recording.ts";

/** A recording as one venue's world reads it. It follows from the recording, the venue and the seed alone. */
export type Recorded = RecordedBars | RecordedFrames;

export interface RecordedBars {
  readonly kind: "bars";
  readonly recording: BarsRecording;
  readonly coins: readonly RecordedCoin[];
  readonly spot: readonly Path[];
  readonly perpetual: readonly Path[];
}

export function readRecording(recording: Recording, venue: VenueName, seed: number): Recorded {
  if (!isToldAt(recording.name, venue)) throw new RangeError(`${recording.name} has no record of ${venue}`);
  return recording.kind === "frames" ? readFrames(recording) : readBars(recording, venue, seed);
}

function readBars(recording: BarsRecording, venue: VenueName, seed: number): RecordedBars {
  const coins = recording.venues[venue]?.slice(0, PROFILES[venue].symbolsMax) ?? [];
  const courses = coins.map((_, index) =>
    createCourse(seed, distinct(Object.values(recording.venues).flatMap((each) => each[index]?.spot ?? []))),
  );
  const paths = (bars: (coin: RecordedCoin) => Bars) =>
    coins.flatMap((coin, index) => {
      const course = courses[index];
      return course === undefined ? [] : [createPath(course, bars(coin))];
    });
  return {
    kind: "bars",
    recording,
    coins,
    spot: paths(({ spot }) => spot),
    perpetual: paths(({ perpetual }) => perpetual),
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Logarithm of a market's price at a whole minute. */
export function recordedLog(recorded: Recorded, index: number, market: Market, venueMs: number): number {
  if (recorded.kind === "frames") return framesLogAt(recorded, index, market, secondOf(venueMs));
  const path = (market === "spot" ? recorded.spot : recorded.perpetual)[index];
  return path === undefined ? 0 : pathAt(path, venueMs);
}

const secondOf = (venueMs: number): number => Math.floor((venueMs - WORLD_START_MS) / 1_000);

const barsOf = (recorded: RecordedBars, index: number, market: Market): Bars | undefined => {
  const coin = recorded.coins[index];
  return market === "spot" ? coin?.spot : coin?.perpetual;
};

/** Lowest and highest price that the record allows one of a coin's markets at this moment. */
export function boundsAt(
  recorded: RecordedBars,
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
  const coin = recorded.kind === "bars" ? recorded.coins[index] : undefined;
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
  const bars = recorded.kind === "bars" ? barsOf(recorded, index, "spot") : undefined;
  if (recorded.kind === "frames" || bars === undefined || venueMs >= recorded.recording.endMs) return 0;
  const [lowest, highest] = boundsAt(recorded, index, "spot", venueMs);
  return Math.log(highest / lowest) / 1.6 / Math.sqrt(bars.lengthMs / 60_000);
}

/** What settles in this hour: nothing more than zero behind the record's end. */
export function rateSettled(recorded: Recorded, index: number, venueMs: number): number {
  const coin = recorded.coins[index];
  return coin === undefined ? 0 : (recordedRate(coin, venueMs) ?? 0);
}

/** The estimate leads from the last rate to the coming one as the interval passes. */
export function rateEstimated(recorded: Recorded, index: number, venueMs: number, intervalHours: number): number {
  const coin = recorded.coins[index];
  if (coin === undefined) return 0;
  const last = lastRate(coin, venueMs) ?? 0;
  const coming = comingRate(coin, venueMs) ?? 0;
  const interval = intervalHours * HOUR_MS;
  return Math.round(last + (coming - last) * ((venueMs % interval) / interval));
}
