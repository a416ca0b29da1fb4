import { MINUTE_MS } from "@evenkeel/core/units";
import { WORLD_START_MS } from "./build.ts";
import { CANDLE_MINUTES_KEPT, minuteRow } from "./candle-columns.ts";
import { type Candle, type CandleSeries, seriesAt, stretchCandles, withSeconds } from "./candles.ts";
import { minuteOf, type World } from "./world.ts";

const rowOf = (world: World, minute: number): number => minuteRow(world.instruments.length, minute);

/** Begins the running minute at the prices of its first moment. */
export function openMinuteCandles(world: World): void {
  const { minuteCandles, minute, logAt, basisAt, markAt } = world.columns;
  const row = rowOf(world, minute);
  minuteCandles.logOpen.set(logAt, row);
  minuteCandles.basisOpen.set(basisAt, row);
  minuteCandles.markOpen.set(markAt, row);
}

/** Keeps the extremes of the running minute, which ends. A shock within it moved its two ends, not its opening. */
export function closeMinuteCandles(world: World): void {
  const { minuteCandles, minute, logAt, logNext, logAbove, logBelow } = world.columns;
  if (minute < minuteOf(world.beginMs)) return;
  const row = rowOf(world, minute);
  const { logOpen } = minuteCandles;
  for (let i = 0; i < logAt.length; i++) {
    const opened = logOpen[row + i] ?? 0;
    const at = logAt[i] ?? 0;
    const next = logNext[i] ?? 0;
    const highest = Math.max(opened, Math.max(at, next) + (logAbove[i] ?? 0));
    const lowest = Math.min(opened, Math.min(at, next) - (logBelow[i] ?? 0));
    minuteCandles.logAbove[row + i] = highest - Math.max(opened, next);
    minuteCandles.logBelow[row + i] = Math.min(opened, next) - lowest;
  }
  stretchCandles(world, logOpen, row);
}

/** The first and the running minute that can be read: a day, or since the world's start. */
export function minuteCandleSpan(world: World): readonly [first: number, last: number] {
  const { minute } = world.columns;
  return [Math.max(minute - CANDLE_MINUTES_KEPT, minuteOf(world.beginMs)), minute];
}

/** One minute of one series; the running minute as far as it has come. */
export function minuteCandleAt(
  world: World,
  index: number,
  minute: number,
  series: CandleSeries,
  second: number,
): Candle {
  const { logOpen, logAbove, logBelow, basisOpen, markOpen } = world.columns.minuteCandles;
  const price = (row: number): number =>
    Math.exp(logOpen[row] ?? 0) * (series === "index" ? 1 : 1 + ((series === "mark" ? markOpen : basisOpen)[row] ?? 0));
  const row = rowOf(world, minute) + index;
  const open = price(row);
  const openMs = WORLD_START_MS + minute * MINUTE_MS;
  if (minute === world.columns.minute) {
    const close = seriesAt(world, index, series, second);
    return withSeconds(world, index, series, second, { openMs, open, high: open, low: open, close });
  }
  const close = price(rowOf(world, minute + 1) + index);
  const high = Math.max(open, close) * Math.exp(logAbove[row] ?? 0);
  const low = Math.min(open, close) * Math.exp(-(logBelow[row] ?? 0));
  return { openMs, open, high, low, close };
}
