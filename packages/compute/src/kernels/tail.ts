export type Tail = { readonly valueAtRisk: number; readonly expectedShortfall: number };

/** Position in ascending losses of the value that a share of `confidence` does not exceed. */
export const quantileAt = (count: number, confidence: number): number =>
  Math.min(count - 1, Math.max(0, Math.ceil(count * confidence - 1e-9) - 1));

/**
 * Value at risk and expected shortfall of losses in ascending order. The shortfall is the mean of exactly the worst
 * (1 − confidence) of the mass, so it never lies below the value at risk whatever the sample.
 */
export function tailOf(ascending: Float64Array, confidence: number): Tail {
  const count = ascending.length;
  const at = quantileAt(count, confidence);
  const valueAtRisk = ascending[at] ?? Number.NaN;
  const mass = count * (1 - confidence);
  let beyond = 0;
  for (let k = count - 1; k > at; k -= 1) beyond += (ascending[k] ?? 0) - valueAtRisk;
  return { valueAtRisk, expectedShortfall: valueAtRisk + Math.max(0, beyond / mass) };
}

/** Coefficients of Acklam's rational approximation of the inverse normal distribution; relative error below 1.2e-9. */
const MIDDLE_A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
] as const;
const MIDDLE_B = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
] as const;
const EDGE_C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
] as const;
const EDGE_D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416] as const;
const EDGE = 0.02425;

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

export function inverseNormal(probability: number): number {
  if (probability > 1 - EDGE) return -inverseNormal(1 - probability);
  if (probability < EDGE) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(EDGE_C, q) / (polynomial(EDGE_D, q) * q + 1);
  }
  const q = probability - 0.5;
  const square = q * q;
  return (polynomial(MIDDLE_A, square) * q) / (polynomial(MIDDLE_B, square) * square + 1);
}

/** Of a normal loss with this mean and deviation. */
export function normalTail(mean: number, deviation: number, confidence: number): Tail {
  const z = inverseNormal(confidence);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return {
    valueAtRisk: mean + z * deviation,
    expectedShortfall: mean + (deviation * density) / (1 - confidence),
  };
}
