import { HEAT_SETTLEMENTS, type HeatRow, venueLabel } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { FundingHistory } from "@evenkeel/core/market";
import { openPairs, perpetualLegs } from "@evenkeel/core/position";
import { tenth } from "./numbers.ts";

/** Held ones first, then those worth being short of by their seven-day mean. */
const ROWS_MAX = 12;

/** A row a market, however many carries and spreads stand on it. */
export function viewHeat(state: EngineState): HeatRow[] {
  const { candidates } = state;
  const held = new Set<InstrumentIndex>();
  for (const pair of openPairs(state.portfolio)) for (const { instrument } of perpetualLegs(pair)) held.add(instrument);
  const others = Array.from({ length: candidates.count }, (_, at) => at)
    .filter((at) => Number.isFinite(candidates.meanAnnualPercent[at] ?? Number.NaN))
    .toSorted((a, b) => (candidates.meanAnnualPercent[b] ?? 0) - (candidates.meanAnnualPercent[a] ?? 0))
    .map((at) => (candidates.short[at] ?? -1) as InstrumentIndex);
  return [...new Set([...held, ...others])]
    .flatMap((index) => viewRow(state, index, held.has(index)) ?? [])
    .slice(0, ROWS_MAX);
}

function viewRow(state: EngineState, index: InstrumentIndex, held: boolean): HeatRow | null {
  const market = state.market.instruments[index];
  if (market === undefined) return null;
  const ring = state.market.funding[index];
  const settled = ring === undefined ? [] : FundingHistory.recent(ring, HEAT_SETTLEMENTS);
  return {
    symbol: market.base,
    venue: venueLabel(market.venue),
    held,
    intervalHours: state.market.columns.intervalHours[index] ?? 0,
    ratesBps: settled.map(({ rate }) => tenth(rate / 1e6)),
  };
}
