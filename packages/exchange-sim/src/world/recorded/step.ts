import { MINUTE_MS } from "@evenkeel/core/units";
import { WORLD_START_MS } from "../build.ts";
import { openCandles } from "../candles.ts";
import { HOURS_KEPT } from "../columns.ts";
import { settleRate } from "../settlement.ts";
import { hourMs, type World } from "../world.ts";
import { tellFramesMinute } from "./frames/frames.ts";
import { type Recorded, recordedLog, recordedMark, recordedSigma } from "./recorded.ts";

const MINUTES_A_YEAR = 525_600;

/** Where the minute after this one begins: as the record has it. */
export function tellMinute(world: World, recorded: Recorded, minute: number, markPull: number): void {
  if (recorded.kind === "frames") return tellFramesMinute(recorded, world.columns, minute, markPull);
  const { logNext, logAbove, logBelow, basisAt, basisNext, markAt, markNext } = world.columns;
  const venueMs = WORLD_START_MS + (minute + 1) * MINUTE_MS;
  for (let i = 0; i < logNext.length; i++) {
    const log = recordedLog(recorded, i, "spot", venueMs);
    logNext[i] = log;
    logAbove[i] = 0;
    logBelow[i] = 0;
    basisNext[i] = Math.expm1(recordedLog(recorded, i, "futures", venueMs) - log);
    const mark = recordedMark(recorded, i, venueMs);
    const before = markAt[i] ?? 0;
    markNext[i] = mark === null ? before + markPull * ((basisAt[i] ?? 0) - before) : Math.expm1(mark - log);
  }
}

/** What the finished hour settles, and how lively the coming one is. */
export function tellHour(world: World, recorded: Recorded, hour: number): void {
  const { columns, instruments } = world;
  for (const { index, volatilityAnnual } of instruments) {
    settleRate(world, index, hour);
    const sigma = recordedSigma(recorded, index, hourMs(hour));
    columns.sigma[index] = sigma;
    const usual = volatilityAnnual / Math.sqrt(MINUTES_A_YEAR);
    columns.logVolatility[index] = sigma > 0 ? Math.log(sigma / usual) : 0;
  }
  const slot = (((hour % HOURS_KEPT) + HOURS_KEPT) % HOURS_KEPT) * instruments.length;
  columns.hourLog.set(columns.logAt, slot);
  openCandles(world, hour);
}
