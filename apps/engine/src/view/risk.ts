import { known, type RiskLoss, type RiskView, type StressView, unknown } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import { openPairCount } from "@evenkeel/core/position";
import type { RiskNumbers, StressRow } from "@evenkeel/core/risk";
import { tenth } from "./numbers.ts";

const QUOTE = "USDT";
const PERCENT = 100;
const HUNDREDTHS = 100;

export function viewRisk(state: EngineState, skipped: number): RiskView {
  const { latest, failure, failingSince, staleCount } = state.riskNumbers;
  const isFailing = failingSince > 0;
  const holdsNothing = openPairCount(state.portfolio) === 0;
  return {
    asset: QUOTE,
    standing: holdsNothing ? "nothing" : isFailing ? "failing" : latest === null ? "waiting" : "told",
    trouble: !holdsNothing && isFailing ? troubleOf(latest, failure?.message ?? null) : null,
    limitPercent: state.config.risk.expectedShortfallPercentMax,
    numbers: holdsNothing || latest === null ? null : viewNumbers(state, latest),
    dropped: { stale: staleCount, skipped },
  };
}

function troubleOf(latest: RiskNumbers | null, message: string | null): string {
  if (message !== null) return message;
  return latest?.tooYoung == null ? "no answer came" : `${latest.tooYoung} has too little history`;
}

function viewNumbers(state: EngineState, numbers: RiskNumbers): NonNullable<RiskView["numbers"]> {
  const { equity } = numbers;
  const shortfall = numbers.contributions.reduce((sum, { expectedShortfall }) => sum + expectedShortfall, 0);
  return {
    portfolioVersion: numbers.portfolioVersion,
    isStale: numbers.portfolioVersion !== state.portfolio.version,
    computedAtMs: numbers.askedAtMs,
    computedAtVenueMs: numbers.venueTimeMs,
    historyHours: numbers.historyHours,
    pathCount: numbers.pathCount,
    measures: numbers.measures.map((each) => ({
      method: each.method,
      horizonHours: each.horizonHours,
      confidencePercent: Math.round(each.confidence * PERCENT),
      valueAtRisk: lossOf(each.valueAtRisk, equity),
      expectedShortfall: lossOf(each.expectedShortfall, equity),
    })),
    tooYoung: numbers.tooYoung,
    contributions: numbers.contributions
      .toSorted((a, b) => b.expectedShortfall - a.expectedShortfall)
      .map(({ symbol, expectedShortfall }) => ({
        symbol,
        amount: expectedShortfall.toFixed(2),
        sharePercent: shortfall > 0 ? tenth((expectedShortfall / shortfall) * PERCENT) : null,
      })),
    stress: numbers.stress.map((row) => viewStress(row, equity)),
  };
}

const percentOf = (amount: number, equity: number): number =>
  Math.round((amount / equity) * PERCENT * HUNDREDTHS) / HUNDREDTHS;

const lossOf = (amount: number, equity: number): RiskLoss => ({
  amount: amount.toFixed(2),
  percent: percentOf(amount, equity),
});

function viewStress({ scenario, profit, liquidated, marginNeeded, why }: StressRow, equity: number): StressView {
  return {
    scenario,
    profit: profit === null ? unknown(why ?? "not-measured") : known(lossOf(profit, equity)),
    liquidated,
    marginNeeded: marginNeeded === null ? null : marginNeeded.toFixed(2),
  };
}
