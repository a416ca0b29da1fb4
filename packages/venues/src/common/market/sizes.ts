import type { Instrument } from "@evenkeel/core/market";
import {
  AMOUNT_SCALE,
  ceilToStep,
  floorToStep,
  type Price,
  parseAmount,
  type Quantity,
  rescaleDown,
  rescaleUp,
} from "@evenkeel/core/units";
import { Malformed, mantissaOf } from "../decode/json.ts";

/** Leaves room above for sums. */
const QUANTITY_MOST = 2n ** 52n;

export const digitsOf = (step: string): number => step.replace(/0+$/, "").split(".")[1]?.length ?? 0;

/** Steps and bounds of one market in the venue's own digits; a contract counts `factor` coins. */
export type WireSizes = {
  readonly tick: string;
  readonly step: string;
  readonly quantityMin: string;
  readonly quantityMax: string;
  readonly marketQuantityMax: string;
};

export type Sizes = Pick<
  Instrument,
  "priceScale" | "quantityScale" | "tickSize" | "stepSize" | "quantityMin" | "quantityMax" | "marketQuantityMax"
>;

/** Upper bounds can be finer than a step and larger than anybody can order: down to a step a column can hold. */
function boundedQuantity(value: string, scale: number, factor: number, step: number): Quantity {
  const parsed = parseAmount(value);
  if (!parsed.ok) throw new Malformed(`most quantity: ${parsed.error.code}`);
  const exact = rescaleDown(parsed.value, AMOUNT_SCALE, scale) * BigInt(factor);
  const most = exact > QUANTITY_MOST ? QUANTITY_MOST : exact;
  return Number(floorToStep(most, BigInt(step))) as Quantity;
}

/** A least quantity between two steps is the next whole one. */
function leastQuantity(value: string, scale: number, factor: number, step: number): Quantity {
  const parsed = parseAmount(value);
  if (!parsed.ok || parsed.value < 0n) throw new Malformed("least quantity is no quantity");
  const least = Number(ceilToStep(rescaleUp(parsed.value, AMOUNT_SCALE, scale) * BigInt(factor), BigInt(step)));
  if (!Number.isSafeInteger(least)) throw new Malformed("least quantity is too large");
  return least as Quantity;
}

export function exactSizes(wire: WireSizes, priceDigits: number, factor: number, zeros: number): Sizes {
  const quantityScale = digitsOf(wire.step);
  const priceScale = priceDigits + zeros;
  // Price times quantity must fit an amount, to the last digit of both.
  if (priceScale + quantityScale > AMOUNT_SCALE) throw new Malformed("the step is finer than an amount can be");
  const inCoins = (value: string, what: string): Quantity => {
    const coins = mantissaOf(value, quantityScale, what) * factor;
    if (!Number.isSafeInteger(coins) || coins < 0) throw new Malformed(`${what} is no quantity`);
    return coins as Quantity;
  };
  const stepSize = inCoins(wire.step, "step");
  const tickSize = mantissaOf(wire.tick, priceDigits, "tick") as Price;
  if (stepSize <= 0 || tickSize <= 0) throw new Malformed("the step or the tick is not positive");
  return {
    priceScale,
    quantityScale,
    tickSize,
    stepSize,
    quantityMin: leastQuantity(wire.quantityMin, quantityScale, factor, stepSize),
    quantityMax: boundedQuantity(wire.quantityMax, quantityScale, factor, stepSize),
    marketQuantityMax: boundedQuantity(wire.marketQuantityMax, quantityScale, factor, stepSize),
  };
}
