import type { Instrument } from "@evenkeel/core/market";
import {
  AMOUNT_SCALE,
  formatDecimal,
  invariant,
  type Price,
  parseAmount,
  type Quantity,
  rescaleDown,
} from "@evenkeel/core/units";
import { Malformed, mantissaOf } from "../decode/json.ts";

/**
 * One market with what is needed to cross the edge. A contract on `factor` coins: its price digits are the base
 * price's digits at a scale of `zeros` more, its quantity counts `factor` coins.
 */
export type Market = {
  readonly instrument: Instrument;
  readonly symbol: string;
  readonly factor: number;
};

/** Digits of a price as the venue writes it. */
export const wireDigits = ({ instrument, factor }: Market): number =>
  instrument.priceScale - Math.round(Math.log10(factor));

export function priceFromWire(market: Market, text: string, what: string): Price {
  const mantissa = mantissaOf(text, wireDigits(market), what);
  if (mantissa < 0) throw new Malformed(`${what}: ${text.slice(0, 40)} is a negative price`);
  return mantissa as Price;
}

export function quantityFromWire(market: Market, text: string, what: string): Quantity {
  const mantissa = mantissaOf(text, market.instrument.quantityScale, what) * market.factor;
  if (!Number.isSafeInteger(mantissa)) throw new Malformed(`${what}: ${text.slice(0, 40)} is too large`);
  return mantissa as Quantity;
}

export const priceToWire = (market: Market, price: Price): string => formatDecimal(BigInt(price), wireDigits(market));

export function quantityToWire(market: Market, quantity: Quantity): string {
  invariant(quantity % market.factor === 0, `${market.symbol}: ${quantity} is not a whole number of contracts`);
  return formatDecimal(BigInt(quantity / market.factor), market.instrument.quantityScale);
}

/** All markets this run knows, by the ways they are asked for. */
export type Markets = {
  readonly all: readonly Market[];
  readonly spot: ReadonlyMap<string, Market>;
  readonly perpetual: ReadonlyMap<string, Market>;
  readonly byIndex: ReadonlyMap<number, Market>;
  readonly spotByBase: ReadonlyMap<string, Market>;
};

export function indexMarkets(all: readonly Market[]): Markets {
  const ofKind = (kind: Instrument["kind"]): Market[] => all.filter(({ instrument }) => instrument.kind === kind);
  return {
    all,
    spot: new Map(ofKind("spot").map((market) => [market.symbol, market])),
    perpetual: new Map(ofKind("perpetual").map((market) => [market.symbol, market])),
    byIndex: new Map(all.map((market) => [market.instrument.index, market])),
    spotByBase: new Map(ofKind("spot").map((market) => [market.instrument.base, market])),
  };
}

export const NO_MARKETS: Markets = indexMarkets([]);

/** Average prices have more digits than a price column: rounded down, they inform, they are never booked. */
export function informativePrice(market: Market, value: string, what: string): Price {
  const parsed = parseAmount(value);
  const price = parsed.ok ? Number(rescaleDown(parsed.value, AMOUNT_SCALE, wireDigits(market))) : -1;
  if (price < 0 || !Number.isSafeInteger(price)) throw new Malformed(`${what}: not a price`);
  return price as Price;
}
