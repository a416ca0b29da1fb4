import { type EngineState, legProfit, markOf } from "@evenkeel/core/engine";
import { hedgedAmount, instrumentAt, type Leg, type Pair, referencePrice } from "@evenkeel/core/position";
import {
  AMOUNT_SCALE,
  type Amount,
  type Price,
  pow10,
  type Quantity,
  quantityAmount,
  ZERO,
} from "@evenkeel/core/units";

/** A pair's profit by cause. The parts add up to `net` exactly; costs are negative. */
export type PairProfit = {
  readonly funding: Amount;
  readonly price: Amount;
  readonly basis: Amount;
  readonly fees: Amount;
  readonly slippage: Amount;
  readonly net: Amount;
};

const ONE = pow10(AMOUNT_SCALE);
const times = (a: bigint, b: bigint): Amount => ((a * b) / ONE) as Amount;
const atScale = (price: Price, scale: number): bigint => BigInt(price) * pow10(AMOUNT_SCALE - scale);

/** `null` where a leg has no price to be valued at. */
export function profitOf(state: EngineState, pair: Pair): PairProfit | null {
  const longNow =
    pair.long.kind === "spot" ? referencePrice(state.market, pair.long.instrument) : markOf(state, pair.long);
  const shortNow = markOf(state, pair.short);
  if (longNow <= 0 || shortNow <= 0) return null;
  const long = instrumentAt(state.market, pair.long);
  const short = instrumentAt(state.market, pair.short);
  const longPrice = atScale(longNow, long.priceScale);
  const shortPrice = atScale(shortNow, short.priceScale);
  const longEntry = atScale(pair.estimate.longMid, long.priceScale);
  const shortEntry = atScale(pair.estimate.shortMid, short.priceScale);

  // Coins a fee took are counted as bought here, because `fees` already names them.
  const gross = quantityAmount((pair.long.boughtQuantity - pair.long.soldQuantity) as Quantity, long.quantityScale);
  const longProfit = pair.long.soldQuote - pair.long.boughtQuote + times(gross, longPrice);
  const traded = (longProfit + legProfit(state, pair.short, shortNow)) as Amount;

  const slippage = (entrySlippage(pair.long, "bought", longEntry, long.quantityScale) +
    entrySlippage(pair.short, "sold", shortEntry, short.quantityScale)) as Amount;
  const basis = times(hedgedAmount(pair), shortEntry - longEntry - (shortPrice - longPrice));
  const fees = -pair.fees as Amount;
  return {
    funding: pair.funding,
    price: (traded - basis - slippage) as Amount,
    basis,
    fees,
    slippage,
    net: (pair.funding + traded + fees) as Amount,
  };
}

/** What the entry's fills cost against the mid it was decided at; negative is a cost. */
function entrySlippage(leg: Leg, side: "bought" | "sold", mid: bigint, quantityScale: number): Amount {
  if (mid <= 0n) return ZERO;
  const quantity = side === "bought" ? leg.boughtQuantity : leg.soldQuantity;
  const quote = side === "bought" ? leg.boughtQuote : leg.soldQuote;
  const fair = times(quantityAmount(quantity, quantityScale), mid);
  return (side === "bought" ? fair - quote : quote - fair) as Amount;
}
