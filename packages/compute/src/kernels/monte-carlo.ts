import type { PairExposure, RiskQuestion } from "@evenkeel/core/risk";
import { choleskyOf, FACTORS, type Model } from "./estimate.ts";
import { hourlyFunding } from "./funding.ts";
import { lossOf } from "./payoff.ts";
import { createRandom, type Random } from "./random.ts";

/** One stream of chance each; small enough that blocks spread evenly over workers. */
export const PATHS_PER_BLOCK = 250;
/** Degrees of freedom of the common shock: hourly returns of coins have a kurtosis of 6 to 19. */
const SHOCK_FREEDOM = 5;
/** Highest and lowest between two hourly looks, in deviations of an hour (Broadie, Glasserman and Kou 1997). */
const BETWEEN_LOOKS = 0.5826;

export type Simulation = {
  readonly pairs: readonly PairExposure[];
  readonly model: Model;
  readonly horizonHours: number;
  readonly seed: number;
  /** Wild days are wild for every pair and all day: one Student factor a path. `false` leaves plain normals. */
  readonly fatTails: boolean;
};

/** Number of a path's losses: one per pair. */
export const lossesPerPath = ({ pairs }: Pick<RiskQuestion, "pairs">): number => pairs.length;

/**
 * Losses of every path of one block, `pairs` numbers a path, into `losses` at the block's own place. Nothing but seed
 * and block number decides what is in them.
 */
export function simulateBlock(simulation: Simulation, block: number, losses: Float64Array): void {
  const walk = createWalk(simulation);
  const random = createRandom(simulation.seed, block);
  const count = simulation.pairs.length;
  for (let path = 0; path < PATHS_PER_BLOCK; path += 1) {
    walk(random, losses, (block * PATHS_PER_BLOCK + path) * count);
  }
}

/** Per factor the step of an hour, correlated: L with each row scaled by its factor's deviation. */
function stepsOf({ correlation, deviation, size }: Model): Float64Array {
  const lower = choleskyOf(correlation, size);
  return lower.map((entry, at) => entry * (deviation[Math.floor(at / size)] ?? 0));
}

function commonShock(random: Random, fatTails: boolean): number {
  if (!fatTails) return 1;
  let squares = 0;
  for (let k = 0; k < SHOCK_FREEDOM; k += 1) squares += random.normal() ** 2;
  return Math.sqrt((SHOCK_FREEDOM - 2) / squares);
}

function createWalk(simulation: Simulation): (random: Random, losses: Float64Array, at: number) => void {
  const { pairs, model, horizonHours, fatTails } = simulation;
  const { size, persistence, mean, now, deviation } = model;
  const steps = stepsOf(model);
  const normals = new Float64Array(size);
  const levels = new Float64Array(size);
  const troughs = new Float64Array(pairs.length);
  const peaks = new Float64Array(pairs.length);
  const funding = new Float64Array(pairs.length);
  const caps = Float64Array.from(pairs, (pair) => hourlyFunding(pair).cap);
  const floors = Float64Array.from(pairs, (pair) => hourlyFunding(pair).floor);

  const stepFactors = (random: Random, shock: number): void => {
    random.fillNormals(normals);
    for (let factor = 0; factor < size; factor += 1) {
      let step = 0;
      const row = factor * size;
      for (let k = 0; k <= factor; k += 1) step += (steps[row + k] ?? 0) * (normals[k] ?? 0);
      const level = mean[factor] ?? 0;
      levels[factor] = level + (persistence[factor] ?? 0) * ((levels[factor] ?? 0) - level) + shock * step;
    }
  };

  const observePair = (at: number, shock: number): void => {
    const price = levels[at * FACTORS] ?? 0;
    const basis = (levels[at * FACTORS + 1] ?? 0) - (now[at * FACTORS + 1] ?? 0);
    const between = BETWEEN_LOOKS * shock * (deviation[at * FACTORS] ?? 0);
    const high = price + basis + between;
    if (high > (peaks[at] ?? 0)) peaks[at] = high;
    const low = price - between;
    if (low < (troughs[at] ?? 0)) troughs[at] = low;
    const rate = Math.min(caps[at] ?? 0, Math.max(floors[at] ?? 0, levels[at * FACTORS + 2] ?? 0));
    levels[at * FACTORS + 2] = rate;
    funding[at] = (funding[at] ?? 0) + rate;
  };

  return (random, losses, at) => {
    const shock = commonShock(random, fatTails);
    levels.set(now);
    troughs.fill(0);
    peaks.fill(0);
    funding.fill(0);
    for (let hour = 0; hour < horizonHours; hour += 1) {
      stepFactors(random, shock);
      for (let each = 0; each < pairs.length; each += 1) observePair(each, shock);
    }
    for (let each = 0; each < pairs.length; each += 1) {
      const pair = pairs[each];
      if (pair === undefined) continue;
      const basis = (levels[each * FACTORS + 1] ?? 0) - (now[each * FACTORS + 1] ?? 0);
      const ratio = Math.exp(levels[each * FACTORS] ?? 0);
      losses[at + each] = lossOf(
        pair,
        ratio,
        Math.exp(troughs[each] ?? 0),
        Math.exp(peaks[each] ?? 0),
        basis,
        funding[each] ?? 0,
      );
    }
  };
}

/** Sum over the pairs of each path, in the order of the pairs. */
export function portfolioLosses(losses: Float64Array, pairs: number): Float64Array {
  const paths = losses.length / pairs;
  const sums = new Float64Array(paths);
  for (let path = 0; path < paths; path += 1) {
    let sum = 0;
    for (let each = 0; each < pairs; each += 1) sum += losses[path * pairs + each] ?? 0;
    sums[path] = sum;
  }
  return sums;
}

/** Each pair's mean loss where the portfolio is at or beyond its value at risk, scaled to add up to the shortfall. */
export function tailContributions(
  losses: Float64Array,
  sums: Float64Array,
  pairs: number,
  valueAtRisk: number,
  expectedShortfall: number,
): Float64Array {
  const parts = new Float64Array(pairs);
  let total = 0;
  let count = 0;
  for (let path = 0; path < sums.length; path += 1) {
    if ((sums[path] ?? 0) < valueAtRisk) continue;
    count += 1;
    for (let each = 0; each < pairs; each += 1) parts[each] = (parts[each] ?? 0) + (losses[path * pairs + each] ?? 0);
  }
  for (const part of parts) total += part;
  // Ties at the edge make the plain mean differ a little from the exact tail mean: the rest is shared evenly.
  const missing = (expectedShortfall - total / count) / pairs;
  return parts.map((part) => part / count + missing);
}
