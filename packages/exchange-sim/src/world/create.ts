import { buildInstrument, WORLD_START_MS } from "./build.ts";
import { FUNDING } from "./calibration.ts";
import { createColumns } from "./columns.ts";
import { startPremium, stepHour } from "./hour.ts";
import { type Instrument, isSynthetic, type WorldName, type WorldOverrides } from "./instrument.ts";
import { stepMinute } from "./minute.ts";
import { ownChanges } from "./own-changes.ts";
import { createRecordedWorld } from "./recorded/create.ts";
import type { Recording } from "./recorded/recording.ts";
import { PROFILES, type VenueName } from "./venue.ts";
import type { World } from "./world.ts";

const HOURS_BEFORE = FUNDING.historyDays * 24;

/** A month of hourly settlements at least: a contract's interval may be shortened. */
const HISTORY_ROWS_MIN = 31 * 24;
const historyRows = ({ intervalHours }: Instrument): number =>
  Math.max(HISTORY_ROWS_MIN, Math.ceil(HOURS_BEFORE / intervalHours));

export function createWorld(
  name: WorldName,
  seed: number,
  symbols: number,
  overrides: WorldOverrides = {},
  venue: VenueName = "binance",
  recording: Recording | null = null,
): World {
  const seed32 = seed | 0;
  if (recording !== null) {
    if (recording.name !== name) throw new RangeError(`${recording.name} is not the record of ${name}`);
    return createRecordedWorld(recording, seed32, overrides, venue);
  }
  if (!isSynthetic(name)) throw new RangeError(`${String(name)} needs its record`);
  const { salt, symbolsMax } = PROFILES[venue];
  if (!Number.isSafeInteger(symbols) || symbols < 1 || symbols > symbolsMax) {
    throw new RangeError(`symbols must be 1 to ${symbolsMax}, got ${symbols}`);
  }
  const instruments = Array.from({ length: symbols }, (_, index) =>
    buildInstrument(venue, name, seed32, index, overrides),
  );
  const columns = createColumns(instruments.map(historyRows));
  const world: World = {
    name,
    venue,
    seed: seed32,
    ownSeed: seed32 ^ salt,
    overrides,
    beginMs: WORLD_START_MS,
    startMs: WORLD_START_MS,
    instruments,
    columns,
    changes: ownChanges(venue, seed32, instruments, overrides),
    edition: 0,
    recorded: null,
  };
  for (const { index, priceStart } of instruments) columns.logAt[index] = Math.log(priceStart);
  startPremium(world, -HOURS_BEFORE);
  // History before the start is walked hour by hour; only from the start on does every minute exist.
  for (let hour = -HOURS_BEFORE + 1; hour <= 0; hour++) stepHour(world, hour, true);
  for (let i = 0; i < symbols; i++) {
    const premium = (columns.premiumBps[i] ?? 0) / 1e4;
    columns.basisNext[i] = premium;
    columns.markNext[i] = premium;
  }
  columns.logNext.set(columns.logAt);
  columns.minute = -1;
  stepMinute(world);
  return world;
}
