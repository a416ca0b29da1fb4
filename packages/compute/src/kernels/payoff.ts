import type { PairExposure } from "@evenkeel/core/risk";

/** Beyond its own move the perpetual is bought back this much dearer: leaving is never at the mid. */
export const EXIT_WIDENING = 5e-4;

/** How one pair's market moved from now to the horizon. */
export type Move = {
  /** Spot at the horizon over spot now. */
  readonly spotRatio: number;
  /** The highest mark on the way over the perpetual now. */
  readonly peakRatio: number;
  /** Change of perpetual ÷ spot. */
  readonly basisChange: number;
  /** Sum of the rates on the way; the short is paid what is positive. */
  readonly funding: number;
};

export const isLiquidated = (pair: PairExposure, peakRatio: number): boolean =>
  pair.shortQuantity > 0 && pair.perpetualPrice * peakRatio >= pair.liquidationPrice;

/** Quote the short can still lose before it is ended: all of it is taken. */
export const marginLeft = (pair: PairExposure): number =>
  pair.shortQuantity * Math.max(0, pair.liquidationPrice * (1 + pair.maintenanceMargin) - pair.perpetualPrice);

/**
 * Loss of one pair that is left at the horizon, in quote.
 *
 * A short whose mark reached its liquidation price loses all its margin; the coin is then held unhedged to the
 * horizon, where a fall counts in full and a rise beyond the liquidation price not at all; funding received is
 * forgotten, funding paid is not.
 */
export function lossOf(pair: PairExposure, spotRatio: number, peakRatio: number, basisChange: number, funding: number) {
  const { spotQuantity, shortQuantity, spotPrice, perpetualPrice, spotFee, perpetualFee } = pair;
  const paid = shortQuantity * perpetualPrice * funding;
  const spotEnd = spotPrice * spotRatio;
  if (isLiquidated(pair, peakRatio)) {
    const kept = Math.min(spotEnd, pair.liquidationPrice);
    return marginLeft(pair) - spotQuantity * (kept * (1 - spotFee) - spotPrice) - Math.min(0, paid);
  }
  const basis = perpetualPrice / spotPrice + basisChange;
  const perpetualEnd = spotEnd * Math.max(0, basis) * (1 + EXIT_WIDENING);
  const spotProfit = spotQuantity * (spotEnd * (1 - spotFee) - spotPrice);
  const shortProfit = shortQuantity * (perpetualPrice - perpetualEnd * (1 + perpetualFee));
  return -(spotProfit + shortProfit + paid);
}
