import { invariant } from "@evenkeel/core/units";
import { mix, normal, SALT, uniform } from "../random.ts";
import { FUNDING, MARKET, REGIMES, type RegimeSpecification, type Regimes, WEATHER } from "./calibration.ts";
import { openCandles, openCoarseCandles } from "./candles.ts";
import { HOURS_KEPT } from "./columns.ts";
import { isSynthetic, type SyntheticWorld } from "./instrument.ts";
import { tellHour } from "./recorded/step.ts";
import { settleRate } from "./settlement.ts";
import type { World } from "./world.ts";

const HOURS_A_YEAR = 8_760;
const MINUTES_A_YEAR = 525_600;

const keep = (halfLifeHours: number): number => 0.5 ** (1 / halfLifeHours);
/** Size of the hourly kick that keeps a mean-reverting process at this deviation. */
const kick = (deviation: number, kept: number): number => deviation * Math.sqrt(1 - kept * kept);

const VOLATILITY_COMMON_KEPT = keep(MARKET.logVolatilityCommon.halfLifeHours);
const VOLATILITY_COMMON_KICK = kick(MARKET.logVolatilityCommon.deviation, VOLATILITY_COMMON_KEPT);
const VOLATILITY_KEPT = keep(MARKET.logVolatilityOwn.halfLifeHours);
const VOLATILITY_KICK = kick(MARKET.logVolatilityOwn.deviation, VOLATILITY_KEPT);
const OWN_NOISE = Math.sqrt(1 - FUNDING.venue.sharedNoise ** 2);
const ANCHOR_PULL = 1 - keep(MARKET.anchorHalfLifeHours);

function syntheticName({ name }: World): SyntheticWorld {
  invariant(isSynthetic(name), "a recorded world is not drawn");
  return name;
}

function drawLevel(specification: RegimeSpecification, hash: number): number {
  return specification.fromBps + (specification.toBps - specification.fromBps) * uniform(hash) ** specification.skew;
}

/** The first regimes, long before the world's start: drawn as often as each regime lasts. */
export function startPremium(world: World, hour: number): void {
  const { columns, instruments, seed } = world;
  const regimes = REGIMES[syntheticName(world)];
  const days = regimes.map((regime) => regime.meanDays);
  const total = days.reduce((sum, each) => sum + each, 0);
  for (let i = 0; i < instruments.length; i++) {
    const draw = uniform(mix(seed, SALT.regime, i, hour)) * total;
    const regime = draw < (days[0] ?? 0) ? 0 : draw < (days[0] ?? 0) + (days[1] ?? 0) ? 1 : 2;
    const level = drawLevel(regimes[regime], mix(seed, SALT.regimeLevel, i, hour));
    columns.regime[i] = regime;
    columns.regimeBps[i] = level;
    columns.smoothBps[i] = level;
    columns.premiumBps[i] = level;
  }
}

/** The hourly processes: what the finished hour settles, then the coming hour's premium and volatility. */
export function stepHour(world: World, hour: number, coarse: boolean): void {
  if (world.recorded !== null) return tellHour(world, world.recorded, hour);
  settleHour(world, hour);
  stepRegimes(world, hour);
  stepVolatility(world, hour, coarse);
  const { columns } = world;
  const slot = (((hour % HOURS_KEPT) + HOURS_KEPT) % HOURS_KEPT) * world.instruments.length;
  columns.hourLog.set(columns.logAt, slot);
  if (coarse) openCoarseCandles(world, hour);
  else openCandles(world, hour);
}

function settleHour(world: World, hour: number): void {
  const { columns, instruments } = world;
  for (let i = 0; i < instruments.length; i++) {
    columns.premiumSumBps[i] = (columns.premiumSumBps[i] ?? 0) + (columns.premiumBps[i] ?? 0);
    columns.premiumHours[i] = (columns.premiumHours[i] ?? 0) + 1;
    settleRate(world, i, hour);
  }
}

function stepRegimes(world: World, hour: number): void {
  const { columns, instruments, seed, ownSeed, overrides } = world;
  const regimes = REGIMES[syntheticName(world)];
  const speed = overrides.regimeSpeed ?? 1;
  const scale = overrides.premiumScale ?? 1;
  const commonKept = keep(FUNDING.common.halfLifeHours / speed);
  const fastKept = keep(FUNDING.fast.halfLifeHours / speed);
  const fastKick = kick(FUNDING.fast.deviationBps, fastKept);
  const venueKept = keep(FUNDING.venue.halfLifeHours / speed);
  const venueKick = kick(FUNDING.venue.deviationBps, venueKept);
  const smoothPull = 1 - keep(FUNDING.regimeSmoothingHours / speed);
  columns.commonBps =
    columns.commonBps * commonKept +
    kick(FUNDING.common.deviationBps, commonKept) * normal(mix(seed, SALT.premiumCommon, hour, 0));
  for (let i = 0; i < instruments.length; i++) {
    stepRegime(world, regimes, i, hour, speed);
    const smooth = columns.smoothBps[i] ?? 0;
    columns.smoothBps[i] = smooth + smoothPull * ((columns.regimeBps[i] ?? 0) - smooth);
    const shared = normal(mix(seed, SALT.premiumFast, i, hour));
    const own = normal(mix(ownSeed, SALT.premiumFast, i, ~hour));
    const isFirst = ownSeed === seed;
    const noise = isFirst ? shared : FUNDING.venue.sharedNoise * shared + OWN_NOISE * own;
    columns.fastBps[i] = (columns.fastBps[i] ?? 0) * fastKept + fastKick * noise;
    const leaning = normal(mix(ownSeed, SALT.premiumVenue, i, hour));
    columns.venueBps[i] = isFirst ? 0 : (columns.venueBps[i] ?? 0) * venueKept + venueKick * leaning;
    const common = (instruments[i]?.commonLoading ?? 1) * columns.commonBps;
    const stretch = scale * (instruments[i]?.premiumScale ?? 1);
    const level = (columns.smoothBps[i] ?? 0) + (columns.fastBps[i] ?? 0) + (columns.venueBps[i] ?? 0) + common;
    columns.premiumBps[i] = 1 + (level - 1) * stretch;
  }
}

function stepRegime(world: World, regimes: Regimes, i: number, hour: number, speed: number): void {
  const { columns, seed } = world;
  const current = regimes[(columns.regime[i] ?? 0) as 0 | 1 | 2];
  const draw = uniform(mix(seed, SALT.regime, i, hour));
  const leaving = speed / (current.meanDays * 24);
  if (draw >= leaving) return;
  const pick = draw / leaving;
  const next = pick < current.next[0] ? 0 : pick < current.next[0] + current.next[1] ? 1 : 2;
  columns.regime[i] = next;
  columns.regimeBps[i] = drawLevel(regimes[next], mix(seed, SALT.regimeLevel, i, hour));
}

function stepVolatility(world: World, hour: number, coarse: boolean): void {
  const { columns, instruments, seed, overrides } = world;
  const weather = WEATHER[syntheticName(world)];
  const scale = (overrides.volatilityScale ?? 1) * weather.volatility;
  columns.logVolatilityCommon =
    columns.logVolatilityCommon * VOLATILITY_COMMON_KEPT +
    VOLATILITY_COMMON_KICK * normal(mix(seed, SALT.commonVolatility, hour, 0));
  // exp(2x) averages exp(2 × variance): taken out, so that the yearly volatility is the one asked for.
  const common = Math.exp(columns.logVolatilityCommon - MARKET.logVolatilityCommon.deviation ** 2);
  columns.marketSigma = (scale * common * MARKET.volatilityAnnual) / Math.sqrt(MINUTES_A_YEAR);
  const jumpChance = weather.jumpsPerYear / HOURS_A_YEAR;
  const marketHour = columns.marketSigma * Math.sqrt(60) * normal(mix(seed, SALT.marketReturn, hour, 1));
  for (let i = 0; i < instruments.length; i++) {
    const instrument = instruments[i];
    if (instrument === undefined) continue;
    const log =
      (columns.logVolatility[i] ?? 0) * VOLATILITY_KEPT + VOLATILITY_KICK * normal(mix(seed, SALT.volatility, i, hour));
    columns.logVolatility[i] = log;
    const sigma =
      (scale * common * instrument.volatilityAnnual * Math.exp(log - MARKET.logVolatilityOwn.deviation ** 2)) /
      Math.sqrt(MINUTES_A_YEAR);
    columns.sigma[i] = sigma;
    const jumpHash = mix(seed, SALT.jump, i, hour);
    const jumps = uniform(jumpHash) < jumpChance;
    columns.jump[i] = jumps ? sigma * MARKET.jumpVolatilities * normal(mix(seed, SALT.jump, i, ~hour)) : 0;
    columns.jumpMinute[i] = 1 + (mix(jumpHash, 0, 0, 1) % 58);
    const at = columns.logAt[i] ?? 0;
    const pull = ANCHOR_PULL * (Math.log(instrument.priceStart) - at);
    if (coarse) {
      const own = sigma * Math.sqrt(60) * normal(mix(seed, SALT.minuteReturn, i, hour));
      columns.logAt[i] = at + pull + instrument.beta * marketHour + own;
    } else {
      columns.jump[i] = (columns.jump[i] ?? 0) + pull;
    }
  }
}
