import { fundingNotional, type RiskQuestion } from "@evenkeel/core/risk";
import { FACTORS, type Model } from "./estimate.ts";
import { EXIT_WIDENING } from "./payoff.ts";
import { normalTail, type Tail } from "./tail.ts";

/** What one unit of each factor at the horizon earns, to first order. */
function sensitivities({ pairs }: RiskQuestion): Float64Array {
  const slopes = new Float64Array(pairs.length * FACTORS);
  pairs.forEach((pair, at) => {
    const { long, short } = pair;
    slopes[at * FACTORS] = long.quantity * long.price - short.quantity * short.price;
    slopes[at * FACTORS + 1] = -short.quantity * long.price;
    slopes[at * FACTORS + 2] = fundingNotional(pair);
  });
  return slopes;
}

/** Variance of a factor over the horizon in units of one hour's: of its end for price and basis, of its sum for funding. */
function horizonVariance(factor: number, persistence: number, hours: number): number {
  let variance = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    const left = hours - 1 - hour;
    const weight = factor === 2 ? geometric(persistence, left + 1) : persistence ** left;
    variance += weight * weight;
  }
  return variance;
}

const geometric = (ratio: number, terms: number): number => (ratio === 1 ? terms : (1 - ratio ** terms) / (1 - ratio));

/** Expected change to the horizon: prices have none, basis returns towards its mean, funding adds up on the way. */
function horizonMean(factor: number, distance: number, persistence: number, mean: number, hours: number): number {
  if (factor === 0) return 0;
  if (factor === 1) return distance * (persistence ** hours - 1);
  return mean * hours + distance * persistence * geometric(persistence, hours);
}

function exitCost({ pairs }: RiskQuestion): number {
  let cost = 0;
  for (const { long, short } of pairs) {
    cost += long.quantity * long.price * long.fee;
    cost += short.quantity * short.price * (1 + EXIT_WIDENING) * (1 + short.fee);
    cost -= short.quantity * short.price;
  }
  return cost;
}

/** Mean and deviation of the loss as if every factor were normal and no leg could be liquidated. */
export function normalLoss(question: RiskQuestion, model: Model, hours: number): { mean: number; deviation: number } {
  const slopes = sensitivities(question);
  const scaled = new Float64Array(model.size);
  let mean = exitCost(question);
  for (let at = 0; at < model.size; at += 1) {
    const factor = at % FACTORS;
    const persistence = model.persistence[at] ?? 0;
    const level = model.mean[at] ?? 0;
    const slope = slopes[at] ?? 0;
    mean -= slope * horizonMean(factor, (model.now[at] ?? 0) - level, persistence, level, hours);
    scaled[at] = slope * (model.deviation[at] ?? 0) * Math.sqrt(horizonVariance(factor, persistence, hours));
  }
  let variance = 0;
  for (let row = 0; row < model.size; row += 1) {
    for (let column = 0; column < model.size; column += 1) {
      variance += (scaled[row] ?? 0) * (scaled[column] ?? 0) * (model.correlation[row * model.size + column] ?? 0);
    }
  }
  return { mean, deviation: Math.sqrt(Math.max(0, variance)) };
}

export function parametricTail(question: RiskQuestion, model: Model, hours: number, confidence: number): Tail {
  const { mean, deviation } = normalLoss(question, model, hours);
  return normalTail(mean, deviation, confidence);
}
