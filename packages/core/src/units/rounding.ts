import { pow10 } from "./decimal.ts";

/** Integer division with the direction in its name; `divisor` is positive. */
export function divideDown(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor !== 0n && value < 0n ? quotient - 1n : quotient;
}

export function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor !== 0n && value > 0n ? quotient + 1n : quotient;
}

export function divideTowardZero(value: bigint, divisor: bigint): bigint {
  return value / divisor;
}

/** Moves an integer at scale `from` to scale `to`, toward minus infinity where digits are lost. */
export function rescaleDown(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * pow10(to - from) : divideDown(value, pow10(from - to));
}

/** Moves an integer at scale `from` to scale `to`, toward plus infinity where digits are lost. */
export function rescaleUp(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * pow10(to - from) : divideUp(value, pow10(from - to));
}

export const floorToStep = (value: bigint, step: bigint): bigint => divideDown(value, step) * step;
export const ceilToStep = (value: bigint, step: bigint): bigint => divideUp(value, step) * step;

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

export const leastCommonMultiple = (a: bigint, b: bigint): bigint => (a / greatestCommonDivisor(a, b)) * b;
