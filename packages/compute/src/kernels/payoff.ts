import { fundingNotional, type PairExposure } from "@evenkeel/core/risk";

/** Beyond its own move the short is bought back this much dearer: leaving is never at the mid. */
export const EXIT_WIDENING = 5e-4;

/** Whether the highest mark on the way, over the short's mark now, ended it. */
export const isShortLiquidated = ({ short }: PairExposure, peakRatio: number): boolean =>
  short.quantity > 0 && short.price * peakRatio >= short.liquidationPrice;

/** Whether the lowest mark on the way, over the long's mark now, ended it; nothing ends a coin. */
export const isLongLiquidated = ({ long }: PairExposure, troughRatio: number): boolean =>
  long.kind === "perpetual" && long.quantity > 0 && long.price * troughRatio <= long.liquidationPrice;

/** Quote the short can still lose before it is ended: all of it is taken. */
export const shortMargin = ({ short }: PairExposure): number =>
  short.quantity * Math.max(0, short.liquidationPrice * (1 + short.maintenanceMargin) - short.price);

/** The same of a long perpetual. */
export const longMargin = ({ long }: PairExposure): number =>
  long.kind === "spot"
    ? 0
    : long.quantity * Math.max(0, long.price - long.liquidationPrice * (1 - long.maintenanceMargin));

/**
 * Loss of one pair that is left at the horizon, in quote. Ratios are over the prices of now: of the long at the
 * horizon, of the long's lowest and of the short's highest mark on the way. `basisChange` is that of short ÷ long,
 * `funding` the netted rates of the way, of `fundingNotional`.
 *
 * A leg whose mark reached its liquidation price loses all its margin, and the other is held unhedged to the horizon:
 * what moves against it counts in full, what moves for it beyond the liquidation price not at all. Funding received is
 * forgotten, funding paid is not.
 */
export function lossOf(
  pair: PairExposure,
  longRatio: number,
  troughRatio: number,
  peakRatio: number,
  basisChange: number,
  funding: number,
): number {
  const { long, short } = pair;
  const paid = fundingNotional(pair) * funding;
  const longEnd = long.price * longRatio;
  const longEnded = isLongLiquidated(pair, troughRatio);
  if (isShortLiquidated(pair, peakRatio)) {
    // Whichever went first, the other was alone and then gone as well.
    if (longEnded) return shortMargin(pair) + longMargin(pair) - Math.min(0, paid);
    const kept = Math.min(longEnd, short.liquidationPrice);
    return shortMargin(pair) - long.quantity * (kept * (1 - long.fee) - long.price) - Math.min(0, paid);
  }
  const basis = short.price / long.price + basisChange;
  const shortEnd = longEnd * Math.max(0, basis) * (1 + EXIT_WIDENING);
  if (long.kind === "perpetual" && longEnded) {
    const owed = Math.max(shortEnd, long.liquidationPrice);
    return longMargin(pair) - short.quantity * (short.price - owed * (1 + short.fee)) - Math.min(0, paid);
  }
  const longProfit = long.quantity * (longEnd * (1 - long.fee) - long.price);
  const shortProfit = short.quantity * (short.price - shortEnd * (1 + short.fee));
  return -(longProfit + shortProfit + paid);
}
