import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { WORLD_START_MS } from "./build.ts";
import type { WorldColumns } from "./columns.ts";
import type { Instrument, WorldName, WorldOverrides } from "./instrument.ts";
import type { Recorded } from "./recorded/recorded.ts";
import type { ScheduledChange } from "./scheduled.ts";
import { PROFILES, type VenueName } from "./venue.ts";

/** The market: what is listed, and how it stands. Plain data. */
export interface World {
  readonly name: WorldName;
  readonly venue: VenueName;
  /** Of what all venues share: prices, volatility, moods. */
  readonly seed: number;
  /** Of what is this venue's own: basis, sizes, flows. */
  readonly ownSeed: number;
  readonly overrides: WorldOverrides;
  /** Where its time begins. Seconds, minutes and hours are counted from `WORLD_START_MS` whatever the world. */
  readonly startMs: number;
  /** Where its minutes begin: with its time, or before it where they are on record. */
  readonly beginMs: number;
  readonly instruments: readonly Instrument[];
  readonly columns: WorldColumns;
  /** Announced, and not yet in force. */
  readonly changes: ScheduledChange[];
  /** Rises with whatever changes in the catalogue. */
  edition: number;
  /** What it is told instead of drawn. No part of a snapshot: it is attached again by the world's name. */
  readonly recorded: Recorded | null;
}

export const minuteOf = (venueMs: number): number => Math.floor((venueMs - WORLD_START_MS) / MINUTE_MS);
export const secondOf = (venueMs: number): number => Math.floor((venueMs - WORLD_START_MS) / 1_000);
/** Before every second: a recorded world begins long before second 0. */
export const NO_SECOND = Number.NEGATIVE_INFINITY;
export const hourMs = (hour: number): number => WORLD_START_MS + hour * HOUR_MS;
export const quoteAssetOf = (world: World): string => PROFILES[world.venue].quoteAsset;
