import type { PlanId } from "@evenkeel/core/ids";
import type { PairExposure, RiskQuestion } from "@evenkeel/core/risk";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { createRandom } from "./random.ts";

export function pairOf(changes: Partial<PairExposure> = {}): PairExposure {
  return {
    plan: "ekabcdefgh-0" as PlanId,
    symbol: "ETH",
    spotQuantity: 5,
    shortQuantity: 5,
    spotPrice: 2_000,
    perpetualPrice: 2_002,
    liquidationPrice: 2_900,
    maintenanceMargin: 0.01,
    fundingRate: 0.0001,
    fundingCap: 0.003,
    fundingFloor: -0.003,
    intervalHours: 8,
    spotFee: 0.001,
    perpetualFee: 0.0005,
    ...changes,
  };
}

export type Market = {
  readonly hours?: number;
  readonly priceDeviation?: number;
  readonly basisDeviation?: number;
  readonly seed?: number;
  /** Share of every coin's hour that is the market's. */
  readonly common?: number;
};

/** A question over an invented but plausible market: prices walk together, the basis returns to its mean. */
export function questionOf(pairs: readonly PairExposure[], market: Market = {}): RiskQuestion {
  const { hours = 720, priceDeviation = 0.008, basisDeviation = 0.0003, seed = 7, common = 0.6 } = market;
  const values = new Float64Array(pairs.length * 4 * hours);
  const shared = createRandom(seed, 0);
  const moves = Float64Array.from({ length: hours }, () => shared.normal());
  pairs.forEach((pair, at) => {
    const own = createRandom(seed, at + 1);
    let spot = pair.spotPrice;
    let basis = 0.001;
    for (let hour = 0; hour < hours; hour += 1) {
      const move = common * (moves[hour] ?? 0) + Math.sqrt(1 - common ** 2) * own.normal();
      spot *= Math.exp(priceDeviation * move);
      basis = 0.001 + 0.7 * (basis - 0.001) + basisDeviation * own.normal();
      const row = at * 4 * hours + hour;
      values[row] = spot;
      values[row + hours] = spot * (1 + basis);
      values[row + 2 * hours] = spot * (1 + basis) * (1 + 0.3 * priceDeviation);
      values[row + 3 * hours] = 1.25e-5 + 2e-6 * own.normal();
    }
  });
  return {
    portfolioVersion: 3,
    venueTimeMs: venueTime(1_800_000_000_000),
    askedAtMs: wallTime(1_800_000_000_000),
    equity: 100_000,
    pairs,
    history: { hours, values },
    tooYoung: null,
  };
}
