import { HEAT_SETTLEMENTS, type HeatRow } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import { FundingHistory } from "@evenkeel/core/market";
import { candidateOf } from "@evenkeel/core/opportunity";
import { openPairs } from "@evenkeel/core/position";
import { tenth } from "./numbers.ts";

/** Held ones first, then the best by their seven-day mean. */
const ROWS_MAX = 12;

export function viewHeat(state: EngineState): HeatRow[] {
  const { candidates } = state;
  const held = new Set<number>();
  for (const pair of openPairs(state.portfolio))
    held.add(candidateOf(candidates, pair.long.instrument, pair.short.instrument));
  held.delete(-1);
  const others = Array.from({ length: candidates.count }, (_, at) => at)
    .filter((at) => !held.has(at) && Number.isFinite(candidates.meanAnnualPercent[at] ?? Number.NaN))
    .toSorted((a, b) => (candidates.meanAnnualPercent[b] ?? 0) - (candidates.meanAnnualPercent[a] ?? 0));
  return [...held, ...others].slice(0, ROWS_MAX).map((at) => viewRow(state, at, held.has(at)));
}

function viewRow(state: EngineState, at: number, held: boolean): HeatRow {
  const index = state.candidates.short[at] ?? -1;
  const ring = state.market.funding[index];
  const settled = ring === undefined ? [] : FundingHistory.recent(ring, HEAT_SETTLEMENTS);
  return {
    symbol: state.market.instruments[index]?.base ?? "",
    held,
    intervalHours: state.market.columns.intervalHours[index] ?? 0,
    ratesBps: settled.map(({ rate }) => tenth(rate / 1e6)),
  };
}
