import { capitalOverNotional } from "../opportunity/evaluate.ts";
import { revertingFundingBps } from "../opportunity/features.ts";
import type { Pair } from "../position/pair.ts";
import { YEAR_DAYS } from "../units/index.ts";
import { nearSettlement } from "./entry.ts";
import type { EngineState } from "./state.ts";

/** Why this pair should end now, or `null`. Forced reasons never wait for a settlement; chosen ones do (EXE-7). */
export function exitReason(state: EngineState, pair: Pair): string | null {
  const { killLevel } = state.control;
  if (killLevel === "reduce" || killLevel === "flatten") return killLevel;
  const distance = liquidationDistancePercent(state, pair);
  if (distance !== null && distance < state.config.risk.liquidationShrinkPercent) {
    return `liquidation ${distance.toFixed(1)} % away`;
  }
  if (pair.stage !== "open") return null;
  // A market that ends stops sending marks, so its last settlement time would guard it for ever.
  for (const leg of [pair.long, pair.short]) {
    const status = state.market.instruments[leg.instrument]?.status;
    if (status === "delisting" || status === "settling") return status;
  }
  return nearSettlement(state, pair.short.instrument) ? null : carryEnded(state, pair);
}

/** DFT-2: the 7-day mean is below the floor and holding is worth less than leaving. Both ways pay the exit once. */
function carryEnded(state: EngineState, pair: Pair): string | null {
  const { config, candidates } = state;
  const candidate = candidates.ofInstrument[pair.short.instrument] ?? -1;
  const mean = candidates.meanAnnualPercent[candidate] ?? Number.NaN;
  if (!(mean < config.exit.meanAnnualPercentMax)) return null;
  const { cashAnnualPercent, holdDays } = config.entry;
  // What is held may hope for its median again: leaving at every dip pays four fees for nothing.
  const holdBps = revertingFundingBps(mean, candidates.medianAnnualPercent[candidate] ?? Number.NaN, holdDays);
  const leaveBps = ((cashAnnualPercent * 100 * holdDays) / YEAR_DAYS) * capitalOverNotional(config.size.leverage);
  if (!(holdBps < leaveBps)) return null;
  return `carry ended: 7-day mean ${mean.toFixed(1)} %, holding ${holdBps.toFixed(0)} bps against ${leaveBps.toFixed(0)} bps of cash`;
}

/** How far the mark may rise before the venue liquidates the short; `null` while the venue has not said. */
export function liquidationDistancePercent(state: EngineState, pair: Pair): number | null {
  const position = state.venues.get(pair.short.venue)?.positions.get(pair.short.instrument);
  const mark = state.market.columns.markPrice[pair.short.instrument] ?? 0;
  if (position?.liquidationPrice == null || position.liquidationPrice <= 0) return null;
  if (mark <= 0 || pair.short.held >= 0n) return null;
  return (position.liquidationPrice / mark - 1) * 100;
}
