import type { PlanId } from "@evenkeel/core/ids";
import {
  type CoinExposure,
  type FundingTerms,
  HISTORY_COLUMNS,
  type PairExposure,
  type PerpetualExposure,
  type RiskQuestion,
} from "@evenkeel/core/risk";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { createRandom } from "./random.ts";

export type PerpetualChanges = Partial<Omit<PerpetualExposure, "funding">> & {
  readonly funding?: Partial<FundingTerms>;
};

const FUNDING: FundingTerms = { rate: 0.0001, cap: 0.003, floor: -0.003, intervalHours: 8 };

const SHORT: PerpetualExposure = {
  kind: "perpetual",
  quantity: 5,
  price: 2_002,
  fee: 0.0005,
  liquidationPrice: 2_900,
  maintenanceMargin: 0.01,
  funding: FUNDING,
};

const perpetualOf = (leg: PerpetualExposure, { funding, ...changes }: PerpetualChanges = {}): PerpetualExposure => ({
  ...leg,
  ...changes,
  funding: { ...leg.funding, ...funding },
});

type Changes<Long> = { readonly symbol?: string; readonly long?: Long; readonly short?: PerpetualChanges };

/** A carry of five coins at about two thousand. */
export function pairOf({ symbol = "ETH", long, short }: Changes<Partial<CoinExposure>> = {}): PairExposure {
  return {
    plan: "ekabcdefgh-0" as PlanId,
    symbol,
    long: { kind: "spot", quantity: 5, price: 2_000, fee: 0.001, ...long },
    short: perpetualOf(SHORT, short),
  };
}

/** The same short against a perpetual of another venue, which the venue ends at 1,100 and which pays nothing now. */
export function spreadOf({ symbol, long, short }: Changes<PerpetualChanges> = {}): PairExposure {
  const leg = { ...SHORT, price: 2_000, liquidationPrice: 1_100, funding: { ...FUNDING, rate: 0 } };
  return {
    ...pairOf({ ...(symbol !== undefined && { symbol }), ...(short && { short }) }),
    long: perpetualOf(leg, long),
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
  const columns = HISTORY_COLUMNS.length;
  const values = new Float64Array(pairs.length * columns * hours);
  const shared = createRandom(seed, 0);
  const moves = Float64Array.from({ length: hours }, () => shared.normal());
  pairs.forEach((pair, at) => {
    const own = createRandom(seed, at + 1);
    let long = pair.long.price;
    let basis = 0.001;
    for (let hour = 0; hour < hours; hour += 1) {
      const move = common * (moves[hour] ?? 0) + Math.sqrt(1 - common ** 2) * own.normal();
      long *= Math.exp(priceDeviation * move);
      basis = 0.001 + 0.7 * (basis - 0.001) + basisDeviation * own.normal();
      const row = at * columns * hours + hour;
      values[row] = long;
      values[row + hours] = long * (1 + basis);
      values[row + 2 * hours] = long * (1 - 0.3 * priceDeviation);
      values[row + 3 * hours] = long * (1 + basis) * (1 + 0.3 * priceDeviation);
      values[row + 4 * hours] = 1.25e-5 + 2e-6 * own.normal();
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
