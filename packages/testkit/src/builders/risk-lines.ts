import type { RiskNumbers } from "@evenkeel/core/risk";
import { toFloat } from "@evenkeel/core/units";
import type { Bench } from "./bench.ts";
import { tellCold } from "./market-lines.ts";

/** An answer of the workers about this portfolio, or about one so many versions ago. */
export function riskNumbers(
  bench: Bench,
  shortfallPercent: number,
  versionsAgo: number,
  tooYoung: string | null,
): void {
  const { portfolio, equity, venueNowMs, wallNowMs } = bench.state;
  const expectedShortfall = (toFloat(equity.total) * shortfallPercent) / 100;
  const measure = { horizonHours: 24, confidence: 0.99, valueAtRisk: expectedShortfall / 2, expectedShortfall };
  const numbers: RiskNumbers = {
    portfolioVersion: portfolio.version - versionsAgo,
    venueTimeMs: venueNowMs,
    askedAtMs: wallNowMs,
    equity: toFloat(equity.total),
    pairCount: portfolio.pairs.size,
    historyHours: tooYoung === null ? 720 : 0,
    pathCount: tooYoung === null ? 10_000 : 0,
    measures: tooYoung === null ? [{ method: "monte-carlo", ...measure }] : [],
    contributions: [],
    stress: [],
    tooYoung,
  };
  tellCold(bench, { kind: "risk-numbers", numbers });
}

export function riskFails(bench: Bench): void {
  tellCold(bench, { kind: "risk-numbers-failed", why: { code: "worker-died", message: "scripted" } });
}

/** What the engine keeps of it, in a few words. */
export function showRisk({ state }: Bench): string {
  const { latest, failingSince, staleCount } = state.riskNumbers;
  const shortfall = latest?.measures[0]?.expectedShortfall;
  const percent = shortfall === undefined ? "none" : ((shortfall / toFloat(state.equity.total)) * 100).toFixed(1);
  return `risk ${percent}${failingSince > 0 ? " failing" : ""}${staleCount > 0 ? ` stale ${staleCount}` : ""}`;
}
