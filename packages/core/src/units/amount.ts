import { type DecimalError, formatDecimal, parseDecimal, pow10 } from "./decimal.ts";
import { err, invariant, ok, type Result } from "./result.ts";
import { divideDown, divideUp } from "./rounding.ts";

/**
 * Three exact kinds.
 * - `Price` and `Quantity` are integer mantissas at their instrument's scale, small enough to live in
 *   Float64 columns (checked < 2^53). A quantity is in base units, never in contracts.
 * - `Amount` is a bigint at AMOUNT_SCALE: any asset's balance, fee, funding or profit.
 */
export type Price = number & { readonly __unit: "price" };
export type Quantity = number & { readonly __unit: "quantity" };
export type Amount = bigint & { readonly __unit: "amount" };
/** A funding rate per interval: integer at RATE_SCALE (0.0001 = 1_000_000). */
export type Rate = number & { readonly __unit: "rate" };

/** Bybit and Coinbase report fees with up to 18 digits; nothing we book is finer. */
export const AMOUNT_SCALE = 18;
export const RATE_SCALE = 10;

export const ZERO = 0n as Amount;

function mantissa(value: bigint, text: string): Result<number, DecimalError> {
  const number = Number(value);
  return Number.isSafeInteger(number) ? ok(number) : err({ code: "too-large", text });
}

export function parseMantissa(text: string, scale: number): Result<number, DecimalError> {
  const parsed = parseDecimal(text, scale);
  return parsed.ok ? mantissa(parsed.value, text) : parsed;
}

export const parsePrice = (text: string, scale: number): Result<Price, DecimalError> =>
  parseMantissa(text, scale) as Result<Price, DecimalError>;
export const parseRate = (text: string): Result<Rate, DecimalError> =>
  parseMantissa(text, RATE_SCALE) as Result<Rate, DecimalError>;
export const parseAmount = (text: string): Result<Amount, DecimalError> =>
  parseDecimal(text, AMOUNT_SCALE) as Result<Amount, DecimalError>;

/** For literals in code and tests; a bad literal is a bug. */
export function amount(text: string): Amount {
  const parsed = parseAmount(text);
  invariant(parsed.ok, `bad amount literal ${text}`);
  return parsed.value;
}

export const formatAmount = (value: Amount): string => formatDecimal(value, AMOUNT_SCALE);
export const formatMantissa = (value: number, scale: number): string => formatDecimal(BigInt(value), scale);

/** price × quantity as quote amount. Exact: scales of one instrument never add up to more than AMOUNT_SCALE. */
export function notional(price: Price, priceScale: number, quantity: Quantity, quantityScale: number): Amount {
  const scale = priceScale + quantityScale;
  const product = BigInt(price) * BigInt(quantity);
  if (scale <= AMOUNT_SCALE) return (product * pow10(AMOUNT_SCALE - scale)) as Amount;
  const divisor = pow10(scale - AMOUNT_SCALE);
  invariant(product % divisor === 0n, "notional finer than the amount scale");
  return (product / divisor) as Amount;
}

/** quantity as an amount of its base asset. */
export const quantityAmount = (quantity: Quantity, quantityScale: number): Amount =>
  (BigInt(quantity) * pow10(AMOUNT_SCALE - quantityScale)) as Amount;

/** An amount of base asset as a quantity, down: never claims more than is there. */
export function amountToQuantityDown(value: Amount, quantityScale: number): Quantity {
  const quantity = Number(divideDown(value, pow10(AMOUNT_SCALE - quantityScale)));
  invariant(Number.isSafeInteger(quantity), "quantity beyond 2^53");
  return quantity as Quantity;
}

const BPS = 10_000n;
export const bpsOfUp = (value: Amount, bps: number): Amount =>
  divideUp(value * BigInt(Math.round(bps * 100)), BPS * 100n) as Amount;
export const bpsOfDown = (value: Amount, bps: number): Amount =>
  divideDown(value * BigInt(Math.round(bps * 100)), BPS * 100n) as Amount;

export const add = (a: Amount, b: Amount): Amount => (a + b) as Amount;
export const subtract = (a: Amount, b: Amount): Amount => (a - b) as Amount;
export const negate = (a: Amount): Amount => -a as Amount;

/** Leaves the exact world: for scores, charts and log lines only. */
export const toFloat = (value: Amount): number => Number(value) / 1e18;
export const mantissaToFloat = (value: number, scale: number): number => value / 10 ** scale;
export const rateToFloat = (rate: number): number => rate / 1e10;
