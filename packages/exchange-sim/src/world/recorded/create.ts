import { buildInstrument, NEVER_MS } from "../build.ts";
import { CANDLE_HOURS_KEPT } from "../candle-columns.ts";
import { createColumns, HOURS_KEPT } from "../columns.ts";
import type { Instrument, MarketSpecification, WorldOverrides } from "../instrument.ts";
import { stepMinute } from "../minute.ts";
import { PROFILES, type VenueName } from "../venue.ts";
import { minuteOf, type World } from "../world.ts";
import { pathAt } from "./path.ts";
import { readRecording } from "./recorded.ts";
import { type BarsRecording, type RecordedCoin } from "./recording.ts";

const HISTORY_ROWS = 31 * 24;
/** Every record settles as the venues did then. */
const INTERVAL_HOURS = 8;
/** A record's prices have no more digits than these. */
const DIGITS: Readonly<Record<string, readonly [spot: number, perpetual: number]>> = { BTC: [2, 1], ETH: [2, 2] };

/** A world as it was recorded: it lists the coins of the record, and its clock starts where the record does. */
export function createRecordedWorld(
  recording: BarsRecording,
  seed: number,
  overrides: WorldOverrides,
  venue: VenueName,
): World {
  const { beginMs, startMs, name } = recording;
  const recorded = readRecording(recording, venue, seed);
  const instruments = recorded.coins.map((coin, index) => listCoin(venue, seed, index, coin, beginMs));
  const columns = createColumns(instruments.map(() => HISTORY_ROWS));
  const ownSeed = seed ^ PROFILES[venue].salt;
  const world: World = { name, venue, seed, ownSeed, overrides, beginMs, startMs, instruments, columns, recorded };
  for (const { index } of instruments) {
    const [spot, perpetual] = [recorded.spot[index], recorded.perpetual[index]];
    if (spot === undefined || perpetual === undefined) continue;
    const log = pathAt(spot, beginMs);
    columns.logNext[index] = log;
    columns.basisNext[index] = Math.expm1(pathAt(perpetual, beginMs) - log);
    columns.markNext[index] = columns.basisNext[index] ?? 0;
  }
  // Before its beginning the world stood still.
  const size = instruments.length;
  for (let hour = 0; hour < CANDLE_HOURS_KEPT; hour++) columns.candles.logOpen.set(columns.logNext, hour * size);
  for (let hour = 0; hour < HOURS_KEPT; hour++) columns.hourLog.set(columns.logNext, hour * size);
  columns.minute = minuteOf(beginMs) - 1;
  while (columns.minute < minuteOf(startMs)) stepMinute(world);
  return world;
}

const withDigits = (specification: MarketSpecification, digits: number): MarketSpecification => ({
  ...specification,
  priceScale: digits,
  priceMax: Math.floor(specification.priceMax * 10 ** (digits - specification.priceScale)),
});

function listCoin(venue: VenueName, seed: number, index: number, coin: RecordedCoin, beginMs: number): Instrument {
  const built = buildInstrument(venue, "normal", seed, index, { intervalHours: INTERVAL_HOURS });
  if (built.coin !== coin.coin) throw new RangeError(`a record of ${coin.coin} in the place of ${built.coin}`);
  const [spot, perpetual] = DIGITS[coin.coin] ?? [built.spot.priceScale, built.futures.priceScale];
  return {
    ...built,
    spot: withDigits(built.spot, spot),
    futures: withDigits(built.futures, perpetual),
    underlying: "COIN",
    onboardMs: beginMs,
    deliveryMs: NEVER_MS,
    priceStart: coin.spot.open[0] ?? built.priceStart,
  };
}
