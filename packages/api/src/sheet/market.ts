import type { InstrumentIndex } from "@evenkeel/core/ids";
import { type Amount, amountToQuantityDown, type Quantity, quantityAmount } from "@evenkeel/core/units";

/** What a sheet has to know of a market; the step is the venue's, where it is known. */
export type SheetMarket = {
  readonly venue: string;
  readonly kind: "spot" | "perpetual";
  readonly symbol: string;
  readonly base: string;
  readonly quantityScale: number;
  readonly stepSize: number | null;
};

export type MarketOf = (index: InstrumentIndex) => SheetMarket | null;

const MILLION = 1_000_000;

/** 1000PEPEUSDT, 1MBABYDOGEUSDT, SHIB1000USDT: the venue's page counts in so many coins at once. */
export function coinsPerUnit({ symbol, base }: SheetMarket): number {
  const at = symbol.indexOf(base);
  const [before, after] = [symbol.slice(0, at), symbol.slice(at + base.length)];
  if (at < 0) return 1;
  if (before === "1M") return MILLION;
  const count = /^10{3,}$/.exec(before)?.[0] ?? /^10{3,}(?=[A-Z])/.exec(after)?.[0];
  return count === undefined ? 1 : Number(count);
}

/** The part of an amount that one order takes, in the units of the venue's page, and the coins that stay. */
export function orderable(size: Amount, market: SheetMarket): { readonly quantity: Amount; readonly rest: Amount } {
  const whole = amountToQuantityDown(size, market.quantityScale);
  const step = market.stepSize ?? 1;
  const taken = quantityAmount((whole - (whole % step)) as Quantity, market.quantityScale);
  // A power of ten: digits move, none is lost.
  return { quantity: (taken / BigInt(coinsPerUnit(market))) as Amount, rest: (size - taken) as Amount };
}
