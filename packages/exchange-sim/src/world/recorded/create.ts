import { buildInstrument, NEVER_MS } from "../build.ts";
import { CANDLE_HOURS_KEPT } from "../candle-columns.ts";
import { createColumns, HOURS_KEPT } from "../columns.ts";
import type { Instrument, MarketSpecification, WorldOverrides } from "../instrument.ts";
import { stepMinute } from "../minute.ts";
import { PROFILES, type VenueName } from "../venue.ts";
import { minuteOf, type World } from "../world.ts";
import { playRecord } from "./frames/frames.ts";
import { type Recorded, readRecording, recordedLog } from "./recorded.ts";
import type { Recording } from "./recording.ts";
import { tellHour } from "./step.ts";

const HISTORY_ROWS = 31 * 24;
/** Every record settles as the venues did then. */
const INTERVAL_HOURS = 8;

/** A world as it was recorded: it lists the coins of the record, and its clock starts where the record does. */
export function createRecordedWorld(
  recording: Recording,
  seed: number,
  overrides: WorldOverrides,
  venue: VenueName,
): World {
  const { beginMs, startMs, name } = recording;
  const recorded = readRecording(recording, venue, seed);
  const instruments = recorded.coins.map(({ coin }, index) => listCoin(venue, seed, index, coin, recorded));
  const columns = createColumns(instruments.map(() => HISTORY_ROWS));
  const ownSeed = seed ^ PROFILES[venue].salt;
  const world: World = {
    name,
    venue,
    seed,
    ownSeed,
    overrides,
    beginMs,
    startMs,
    instruments,
    columns,
    changes: [],
    edition: 0,
    recorded,
  };
  for (const { index } of instruments) {
    const log = recordedLog(recorded, index, "spot", beginMs);
    columns.logNext[index] = log;
    columns.basisNext[index] = Math.expm1(recordedLog(recorded, index, "futures", beginMs) - log);
    columns.markNext[index] = columns.basisNext[index] ?? 0;
  }
  // Before its beginning the world stood still.
  const size = instruments.length;
  for (let hour = 0; hour < CANDLE_HOURS_KEPT; hour++) columns.candles.logOpen.set(columns.logNext, hour * size);
  for (let hour = 0; hour < HOURS_KEPT; hour++) columns.hourLog.set(columns.logNext, hour * size);
  columns.logAt.set(columns.logNext);
  columns.basisAt.set(columns.basisNext);
  columns.minute = minuteOf(beginMs) - 1;
  if (minuteOf(beginMs) % 60 !== 0) tellHour(world, recorded, Math.floor(minuteOf(beginMs) / 60));
  while (columns.minute < minuteOf(startMs)) stepMinute(world);
  if (recorded.kind === "frames") playRecord(recorded, startMs);
  return world;
}

/** The digits of a market's prices and quantities, and in units of these its tick and step. */
type Digits = readonly [price: number, quantity: number, tick: number, step: number];

/** As the venue had them when the frames were captured; its books held finer sizes than it took any more. */
const CAPTURED: Readonly<Record<string, readonly [spot: Digits, futures: Digits]>> = {
  BTC: [
    [2, 6, 1, 10],
    [2, 3, 10, 1],
  ],
  ETH: [
    [2, 6, 1, 100],
    [2, 3, 1, 1],
  ],
};
/** No price of the majors' bars has more digits than these. */
const PRICES: Readonly<Record<string, readonly [spot: number, futures: number]>> = { BTC: [2, 1], ETH: [2, 2] };

const withDigits = (
  specification: MarketSpecification,
  [priceScale, quantityScale, tick, step]: Digits,
): MarketSpecification => {
  const finer = 10 ** (quantityScale - specification.quantityScale);
  return {
    ...specification,
    priceScale,
    quantityScale,
    tick,
    step,
    priceMax: Math.floor(specification.priceMax * 10 ** (priceScale - specification.priceScale)),
    quantityMax: Math.floor(specification.quantityMax * finer),
    marketQuantityMax: Math.floor(specification.marketQuantityMax * finer),
  };
};

function digitsOf(recorded: Recorded, coin: string, { spot, futures }: Instrument): readonly [Digits, Digits] {
  const captured = CAPTURED[coin];
  if (recorded.kind === "frames" && captured !== undefined) return captured;
  const [spotPrice, futuresPrice] = PRICES[coin] ?? [spot.priceScale, futures.priceScale];
  return [
    [spotPrice, spot.quantityScale, spot.tick, spot.step],
    [futuresPrice, futures.quantityScale, futures.tick, futures.step],
  ];
}

function listCoin(venue: VenueName, seed: number, index: number, coin: string, recorded: Recorded): Instrument {
  const built = buildInstrument(venue, "normal", seed, index, { intervalHours: INTERVAL_HOURS });
  if (built.coin !== coin) throw new RangeError(`a record of ${coin} in the place of ${built.coin}`);
  const [spot, futures] = digitsOf(recorded, coin, built);
  const { beginMs } = recorded.recording;
  return {
    ...built,
    spot: withDigits(built.spot, spot),
    futures: withDigits(built.futures, futures),
    underlying: "COIN",
    onboardMs: beginMs,
    deliveryMs: NEVER_MS,
    priceStart: Math.exp(recordedLog(recorded, index, "spot", beginMs)),
  };
}
