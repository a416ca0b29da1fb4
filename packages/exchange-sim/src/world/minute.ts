import { mix, normal, SALT } from "../random.ts";
import { BASIS } from "./calibration.ts";
import { stretchCandles } from "./candles.ts";
import { stepHour } from "./hour.ts";
import type { World } from "./world.ts";

const PULL = 1 - 0.5 ** (1 / BASIS.halfLifeMinutes);
const NOISE = (BASIS.noiseBps / 1e4) * Math.sqrt(1 - (1 - PULL) ** 2);
const MARK_PULL = 1 - 0.5 ** (1 / BASIS.markSmoothingMinutes);

/** Moves the columns one minute on. On the hour the hourly processes step first. */
export function stepMinute(world: World): void {
  const { columns, seed, ownSeed, instruments } = world;
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
  if (minute > 0 && minute % 60 === 0) stepHour(world, minute / 60, false);
  stretchCandles(world, Math.floor(minute / 60));

  const { sigma, premiumBps, jump, jumpMinute } = columns;
  const market = columns.marketSigma * normal(mix(seed, SALT.marketReturn, minute, 0));
  const minuteOfHour = minute % 60;
  for (let i = 0; i < instruments.length; i++) {
    const beta = instruments[i]?.beta ?? 1;
    let change = beta * market + (sigma[i] ?? 0) * normal(mix(seed, SALT.minuteReturn, i, minute));
    if (jump[i] !== 0 && jumpMinute[i] === minuteOfHour) change += jump[i] ?? 0;
    logNext[i] = (logAt[i] ?? 0) + change;
    const basis = basisAt[i] ?? 0;
    const target = (premiumBps[i] ?? 0) * 1e-4;
    basisNext[i] = basis + PULL * (target - basis) + NOISE * normal(mix(ownSeed, SALT.basis, i, minute));
    const mark = markAt[i] ?? 0;
    markNext[i] = mark + MARK_PULL * (basis - mark);
  }
}
