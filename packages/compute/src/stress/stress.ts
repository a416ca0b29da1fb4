import type { PairExposure, RiskQuestion, RiskUnknown, StressRow, StressScenario } from "@evenkeel/core/risk";
import { FACTORS, type Model } from "../kernels/estimate.ts";
import { isLiquidated, lossOf } from "../kernels/payoff.ts";
import { CRASH_DEVIATION_BEFORE, CRASH_HOURS, CRASH_START } from "./october-2025.ts";

/** A moved market is left at a basis this much worse. */
const BASIS_AGAINST = 0.01;
const JUMP_UP = 1.5;
const JUMP_DOWN = 0.5;
const FUNDING_HOURS = 72;
/** Coins that hardly moved before, or moved wildly, still fell with the rest and no further than it all. */
const BETA_MIN = 0.5;
const BETA_MAX = 1.5;

type Told = Pick<StressRow, "profit" | "liquidated" | "marginNeeded" | "why">;

const unknown = (why: RiskUnknown): Told => ({ profit: null, liquidated: [], marginNeeded: null, why });

/** Quote that keeps this short alive at its peak. */
function marginShort(pair: PairExposure, peakRatio: number): number {
  if (!isLiquidated(pair, peakRatio)) return 0;
  const above = pair.perpetualPrice * peakRatio - pair.liquidationPrice;
  return pair.shortQuantity * above * (1 + pair.maintenanceMargin);
}

function tell(pairs: readonly PairExposure[], loss: number, peakOf: (at: number) => number): Told {
  return {
    profit: -loss,
    liquidated: pairs.filter((pair, at) => isLiquidated(pair, peakOf(at))).map(({ symbol }) => symbol),
    marginNeeded: pairs.reduce((sum, pair, at) => sum + marginShort(pair, peakOf(at)), 0),
    why: null,
  };
}

const sum = (pairs: readonly PairExposure[], of: (pair: PairExposure, at: number) => number): number =>
  pairs.reduce((total, pair, at) => total + of(pair, at), 0);

/**
 * The price jumps and stays. Where that ends a short, the jump is taken for a spike: the margin is gone and the coin
 * is worth what it was before.
 */
function priceJump(pairs: readonly PairExposure[], ratio: number): Told {
  const loss = sum(pairs, (pair) =>
    isLiquidated(pair, ratio) ? lossOf(pair, 1, ratio, 0, 0) : lossOf(pair, ratio, ratio, BASIS_AGAINST, 0),
  );
  return tell(pairs, loss, () => ratio);
}

/** AVAX's day, each coin by its own liveliness against AVAX's before; told at the worst hourly close of all pairs. */
function crash(pairs: readonly PairExposure[], model: Model | null): Told {
  if (model === null) return unknown("too-little-history");
  const [, spotStart, perpetualStart, markStart] = CRASH_START;
  const betas = pairs.map((_, at) => {
    const beta = (model.deviation[at * FACTORS] ?? 0) / CRASH_DEVIATION_BEFORE;
    return Math.min(BETA_MAX, Math.max(BETA_MIN, beta));
  });
  const peaks = pairs.map(() => 1);
  let worst = Number.NEGATIVE_INFINITY;
  for (const [, spotClose, perpetualClose, markHigh] of CRASH_HOURS) {
    const basisChange = perpetualClose / spotClose - perpetualStart / spotStart;
    const loss = sum(pairs, (pair, at) => {
      const beta = betas[at] ?? 1;
      peaks[at] = Math.max(peaks[at] ?? 1, (markHigh / markStart) ** beta);
      return lossOf(pair, (spotClose / spotStart) ** beta, peaks[at] ?? 1, basisChange * Math.max(1, beta), 0);
    });
    worst = Math.max(worst, loss);
  }
  return tell(pairs, worst, (at) => peaks[at] ?? 1);
}

/** Everything is quoted in the coin that lost its peg: prices rise by as much, and what is left is worth less. */
function depeg({ pairs, equity }: RiskQuestion, peg: number): Told {
  const loss = sum(pairs, (pair) => lossOf(pair, 1 / peg, 1 / peg, 0, 0));
  return tell(pairs, equity - peg * (equity - loss), () => 1 / peg);
}

function fundingAtFloor(pairs: readonly PairExposure[]): Told {
  if (pairs.some(({ fundingFloor }) => !Number.isFinite(fundingFloor))) return unknown("funding-terms-unknown");
  const loss = sum(pairs, (pair) => {
    const settlements = Math.floor(FUNDING_HOURS / pair.intervalHours);
    return lossOf(pair, 1, 1, 0, settlements * pair.fundingFloor);
  });
  return tell(pairs, loss, () => 1);
}

/** `model` is `null` where a pair has too little history. */
export function stressTable(question: RiskQuestion, model: Model | null): StressRow[] {
  const { pairs } = question;
  const row = (scenario: StressScenario, told: Told): StressRow => ({ scenario, ...told });
  return [
    row("price-up", priceJump(pairs, JUMP_UP)),
    row("price-down", priceJump(pairs, JUMP_DOWN)),
    row("october-2025", crash(pairs, model)),
    row("depeg-3", depeg(question, 0.97)),
    row("depeg-10", depeg(question, 0.9)),
    row("funding-floor", fundingAtFloor(pairs)),
  ];
}
