import { DAY_MS } from "@evenkeel/core/units";
import { isSynthetic, type RecordedWorld, type WorldName } from "../instrument.ts";
import { VENUES, type VenueName } from "../venue.ts";
import type { FramesRecording } from "./frames/frames.ts";

/** What a perpetual settled, and when. */
interface Funding {
  readonly fundingMs: Float64Array;
  /** Integers at 8 digits. */
  readonly fundingRate: Int32Array;
}

/** One market's bars, end to end. A bar that the record lacks is not possible. */
export interface Bars {
  readonly beginMs: number;
  readonly lengthMs: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

export interface RecordedCoin extends Funding {
  readonly coin: string;
  readonly spot: Bars;
  readonly perpetual: Bars;
  /** The mark price as each bar of the perpetual ends; null where the record has none. */
  readonly markClose: Float64Array | null;
}

/** What a world is told from bars instead of drawn: arrays from outside, never part of a snapshot. */
export interface BarsRecording {
  readonly kind: "bars";
  readonly name: "majors-2023-2024" | "crash-2025-10-10";
  /** The first minute that is told; minutes before the start are history. */
  readonly beginMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly venues: Partial<Readonly<Record<VenueName, readonly RecordedCoin[]>>>;
}

export type Recording = BarsRecording | FramesRecording;

const RECORDED_VENUES: Readonly<Record<RecordedWorld, readonly VenueName[]>> = {
  "majors-2023-2024": ["binance", "bybit"],
  "crash-2025-10-10": VENUES,
  "frames-2024-08-08": ["binance"],
};

/** Whether a world knows of this venue: the synthetic ones know of all. */
export const isToldAt = (world: WorldName, venue: VenueName): boolean =>
  isSynthetic(world) || RECORDED_VENUES[world].includes(venue);

export const barCount = (bars: Bars): number => bars.open.length;
export const barEndMs = (bars: Bars): number => bars.beginMs + barCount(bars) * bars.lengthMs;
/** The bar that holds this moment; before the first the first, behind the last the last. */
export const barAt = (bars: Bars, venueMs: number): number =>
  Math.min(barCount(bars) - 1, Math.max(0, Math.floor((venueMs - bars.beginMs) / bars.lengthMs)));

/** The rate that the record settles at this moment, in the same hour; null where it settles none. */
export function recordedRate({ fundingMs, fundingRate }: Funding, venueMs: number): number | null {
  const at = firstFrom(fundingMs, venueMs - 1_800_000);
  const found = fundingMs[at];
  return found !== undefined && found < venueMs + 1_800_000 ? (fundingRate[at] ?? null) : null;
}

/** The next rate that the record settles after this moment; null behind its end. */
export function comingRate({ fundingMs, fundingRate }: Funding, venueMs: number): number | null {
  return fundingRate[firstFrom(fundingMs, venueMs + 1_000)] ?? null;
}

/** The newest rate that the record has settled by this moment, less than a day ago; null where there is none. */
export function lastRate({ fundingMs, fundingRate }: Funding, venueMs: number): number | null {
  const at = firstFrom(fundingMs, venueMs + 1_000) - 1;
  return venueMs - (fundingMs[at] ?? 0) < DAY_MS ? (fundingRate[at] ?? null) : null;
}

/** Index of the first time from `fromMs` on. */
export function firstFrom(times: Float64Array, fromMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
