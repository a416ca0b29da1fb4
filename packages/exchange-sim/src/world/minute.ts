import { mix, normal, SALT } from "../random.ts";
import { BASIS } from "./calibration.ts";
import { excess } from "./candles.ts";
import { stepHour } from "./hour.ts";
import { closeMinuteCandles, openMinuteCandles } from "./minute-candles.ts";
import { tellMinute } from "./recorded/step.ts";
import { minuteOf, type World } from "./world.ts";

const PULL = 1 - 0.5 ** (1 / BASIS.halfLifeMinutes);
const NOISE = (BASIS.noiseBps / 1e4) * Math.sqrt(1 - (1 - PULL) ** 2);
const MARK_PULL = 1 - 0.5 ** (1 / BASIS.markSmoothingMinutes);

/** Moves the columns one minute on. On the hour the hourly processes step first. */
export function stepMinute(world: World): void {
  const { columns } = world;
  closeMinuteCandles(world);
  const logAt = columns.logNext;
  const basisAt = columns.basisNext;
  const markAt = columns.markNext;
  const logNext = columns.logAt;
  const basisNext = columns.basisAt;
  const markNext = columns.markAt;
  columns.logAt = logAt;
  columns.basisAt = basisAt;
  columns.markAt = markAt;
  columns.logNext = logNext;
  columns.basisNext = basisNext;
  columns.markNext = markNext;
  const minute = ++columns.minute;
  // The synthetic worlds have walked their first hour already.
  const isFirst = minute === minuteOf(world.beginMs) && world.recorded === null;
  if (!isFirst && minute % 60 === 0) stepHour(world, minute / 60, false);
  openMinuteCandles(world);
  if (world.recorded === null) drawMinute(world, minute);
  else tellMinute(world, world.recorded, minute, MARK_PULL);
}

/** Where the running minute ends, and how far it goes beyond its ends. */
function drawMinute(world: World, minute: number): void {
  const { columns, seed, ownSeed, instruments } = world;
  const { logAt, logNext, logAbove, logBelow, basisAt, basisNext, markAt, markNext } = columns;
  const { sigma, premiumBps, jump, jumpMinute } = columns;
  const market = columns.marketSigma * normal(mix(seed, SALT.marketReturn, minute, 0));
  const minuteOfHour = minute % 60;
  for (let i = 0; i < instruments.length; i++) {
    const beta = instruments[i]?.beta ?? 1;
    let change = beta * market + (sigma[i] ?? 0) * normal(mix(seed, SALT.minuteReturn, i, minute));
    if (jump[i] !== 0 && jumpMinute[i] === minuteOfHour) change += jump[i] ?? 0;
    logNext[i] = (logAt[i] ?? 0) + change;
    const variance = (sigma[i] ?? 0) ** 2 + (beta * columns.marketSigma) ** 2;
    const draw = mix(seed, SALT.extremes, i, minute);
    logAbove[i] = excess(change, variance, (draw & 0xffff) / 65_536);
    logBelow[i] = excess(change, variance, (draw >>> 16) / 65_536);
    const basis = basisAt[i] ?? 0;
    const target = (premiumBps[i] ?? 0) * 1e-4;
    basisNext[i] = basis + PULL * (target - basis) + NOISE * normal(mix(ownSeed, SALT.basis, i, minute));
    const mark = markAt[i] ?? 0;
    markNext[i] = mark + MARK_PULL * (basis - mark);
  }
}
