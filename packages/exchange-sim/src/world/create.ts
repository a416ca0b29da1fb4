import { buildInstrument, SYMBOLS_MAX } from "./build.ts";
import { FUNDING, REGIMES } from "./calibration.ts";
import { createColumns } from "./columns.ts";
import { startPremium, stepHour } from "./hour.ts";
import type { WorldName, WorldOverrides } from "./instrument.ts";
import { stepMinute } from "./minute.ts";
import type { World } from "./world.ts";

const HOURS_BEFORE = FUNDING.historyDays * 24;

export function createWorld(name: WorldName, seed: number, symbols: number, overrides: WorldOverrides = {}): World {
  if (!Number.isSafeInteger(symbols) || symbols < 1 || symbols > SYMBOLS_MAX) {
    throw new RangeError(`symbols must be 1 to ${SYMBOLS_MAX}, got ${symbols}`);
  }
  if (!(name in REGIMES)) throw new RangeError(`unknown world ${String(name)}`);
  const seed32 = seed | 0;
  const instruments = Array.from({ length: symbols }, (_, index) => buildInstrument(seed32, index, symbols, overrides));
  const intervalMin = Math.min(...instruments.map((instrument) => instrument.intervalHours));
  const columns = createColumns(symbols, Math.ceil(HOURS_BEFORE / intervalMin));
  const world: World = { name, seed: seed32, overrides, instruments, columns };
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
