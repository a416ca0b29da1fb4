import type { RiskQuestion } from "@evenkeel/core/risk";
import { hourlyFunding } from "./funding.ts";
import { columnOf } from "./history.ts";

/** Price of the long, basis of the short over it and netted funding, in this order, of every pair. */
export const FACTORS = 3;
/** Weight of an hour halves every ten days: a calm month does not drown a wild week. */
const HALF_LIFE_HOURS = 240;
/** Never trusts a sample's correlations whole. */
const SHRINKAGE_MIN = 0.02;
/** A basis or a rate may at most be this persistent; beyond it a short sample cannot tell it from a random walk. */
const PERSISTENCE_MAX = 0.995;

/** Hourly model of all pairs together: log price walks, basis and hourly funding rate return to their means. */
export type Model = {
  readonly pairs: number;
  readonly size: number;
  /** Deviation of one hour's innovation, per factor. */
  readonly deviation: Float64Array;
  /** Share of the distance from the mean that is left an hour later; 1 for a price. */
  readonly persistence: Float64Array;
  readonly mean: Float64Array;
  /** Where each factor stands now: 0 for a price. */
  readonly now: Float64Array;
  /** Row-major, shrunk towards independence by `shrinkage`. */
  readonly correlation: Float64Array;
  readonly shrinkage: number;
};

type Series = { readonly levels: Float64Array; readonly walks: boolean };

function seriesOf({ pairs, history }: RiskQuestion): Series[] {
  return pairs.flatMap((_, at) => {
    const long = columnOf(history, at, "long");
    const short = columnOf(history, at, "short");
    return [
      { levels: long.map((price) => Math.log(price)), walks: true },
      { levels: short.map((price, hour) => price / (long[hour] ?? 1) - 1), walks: false },
      { levels: columnOf(history, at, "funding"), walks: false },
    ];
  });
}

/** Weights of the hours, newest last, adding up to one. */
function weightsOf(count: number): Float64Array {
  const weights = new Float64Array(count);
  let sum = 0;
  for (let hour = 0; hour < count; hour += 1) {
    weights[hour] = 0.5 ** ((count - 1 - hour) / HALF_LIFE_HOURS);
    sum += weights[hour] ?? 0;
  }
  return weights.map((weight) => weight / sum);
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of a distance from the mean that the next hour keeps, by least squares. */
function persistenceOf(levels: Float64Array, mean: number): number {
  let product = 0;
  let square = 0;
  for (let hour = 1; hour < levels.length; hour += 1) {
    const before = (levels[hour - 1] ?? 0) - mean;
    product += before * ((levels[hour] ?? 0) - mean);
    square += before * before;
  }
  return square === 0 ? 0 : Math.min(PERSISTENCE_MAX, Math.max(0, product / square));
}

function innovationsOf(levels: Float64Array, mean: number, persistence: number): Float64Array {
  const innovations = new Float64Array(levels.length - 1);
  for (let hour = 1; hour < levels.length; hour += 1) {
    innovations[hour - 1] = (levels[hour] ?? 0) - mean - persistence * ((levels[hour - 1] ?? 0) - mean);
  }
  return innovations;
}

/** In place: divided by its weighted deviation, which is answered. A series that never moves stays zero. */
function standardise(innovations: Float64Array, weights: Float64Array): number {
  let variance = 0;
  for (let hour = 0; hour < innovations.length; hour += 1) {
    variance += (weights[hour] ?? 0) * (innovations[hour] ?? 0) ** 2;
  }
  const deviation = Math.sqrt(variance);
  for (let hour = 0; hour < innovations.length; hour += 1) {
    innovations[hour] = deviation === 0 ? 0 : (innovations[hour] ?? 0) / deviation;
  }
  return deviation;
}

/**
 * Weighted correlations, shrunk towards independence as far as they are noise (Schäfer and Strimmer 2005): the sum of
 * the estimated variances of the correlations over the sum of their squares.
 */
function correlate(columns: readonly Float64Array[], weights: Float64Array) {
  const size = columns.length;
  const correlation = new Float64Array(size * size);
  const effective = weights.reduce((sum, weight) => sum + weight * weight, 0);
  let noise = 0;
  let signal = 0;
  for (let row = 0; row < size; row += 1) {
    correlation[row * size + row] = 1;
    for (let column = 0; column < row; column += 1) {
      const [mean, spread] = productMoments(columns[row] ?? EMPTY, columns[column] ?? EMPTY, weights);
      correlation[row * size + column] = mean;
      correlation[column * size + row] = mean;
      noise += spread * effective;
      signal += mean * mean;
    }
  }
  const shrinkage = signal === 0 ? 1 : Math.min(1, Math.max(SHRINKAGE_MIN, noise / signal));
  for (let at = 0; at < correlation.length; at += 1) {
    if (at % (size + 1) !== 0) correlation[at] = (correlation[at] ?? 0) * (1 - shrinkage);
  }
  return { correlation, shrinkage };
}

const EMPTY = new Float64Array(0);

function productMoments(a: Float64Array, b: Float64Array, weights: Float64Array): readonly [number, number] {
  let mean = 0;
  let square = 0;
  for (let hour = 0; hour < weights.length; hour += 1) {
    const product = (a[hour] ?? 0) * (b[hour] ?? 0);
    mean += (weights[hour] ?? 0) * product;
    square += (weights[hour] ?? 0) * product * product;
  }
  return [mean, Math.max(0, square - mean * mean)];
}

export function estimate(question: RiskQuestion): Model {
  const series = seriesOf(question);
  const size = series.length;
  const weights = weightsOf(question.history.hours - 1);
  const deviation = new Float64Array(size);
  const persistence = new Float64Array(size);
  const mean = new Float64Array(size);
  const now = new Float64Array(size);
  const columns = series.map(({ levels, walks }, at) => {
    const level = walks ? 0 : meanOf(levels);
    const kept = walks ? 1 : persistenceOf(levels, level);
    const innovations = innovationsOf(levels, level, kept);
    mean[at] = level;
    persistence[at] = kept;
    deviation[at] = standardise(innovations, weights);
    return innovations;
  });
  question.pairs.forEach((pair, at) => {
    now[at * FACTORS + 1] = pair.short.price / pair.long.price - 1;
    now[at * FACTORS + 2] = hourlyFunding(pair).rate;
  });
  return { pairs: question.pairs.length, size, deviation, persistence, mean, now, ...correlate(columns, weights) };
}

/** Lower triangle L with L·Lᵀ = the matrix, row-major. A pivot that rounding made negative counts as zero. */
export function choleskyOf(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = matrix[row * size + column] ?? 0;
      for (let k = 0; k < column; k += 1) rest -= (lower[row * size + k] ?? 0) * (lower[column * size + k] ?? 0);
      const pivot = lower[column * size + column] ?? 0;
      if (row === column) lower[row * size + row] = Math.sqrt(Math.max(0, rest));
      else lower[row * size + column] = pivot === 0 ? 0 : rest / pivot;
    }
  }
  return lower;
}
