import { HISTORY_COLUMNS, type HistoryColumn, type RiskHistory, type RiskQuestion } from "@evenkeel/core/risk";
import { lossOf } from "./payoff.ts";

export function columnOf(history: RiskHistory, pair: number, column: HistoryColumn): Float64Array {
  const at = (pair * HISTORY_COLUMNS.length + HISTORY_COLUMNS.indexOf(column)) * history.hours;
  return history.values.subarray(at, at + history.hours);
}

/** Every window of the horizon's length that the history holds; they overlap. */
export const windowCount = (history: RiskHistory, horizonHours: number): number =>
  Math.max(0, history.hours - horizonHours);

/** Loss of the whole portfolio had each of the history's windows come next, all pairs in the same hours. */
export function historicalLosses({ pairs, history }: RiskQuestion, horizonHours: number): Float64Array {
  const windows = windowCount(history, horizonHours);
  const losses = new Float64Array(windows);
  pairs.forEach((pair, at) => {
    const long = columnOf(history, at, "long");
    const short = columnOf(history, at, "short");
    const longLow = columnOf(history, at, "longLow");
    const shortHigh = columnOf(history, at, "shortHigh");
    const funding = columnOf(history, at, "funding");
    for (let from = 0; from < windows; from += 1) {
      const to = from + horizonHours;
      const longBefore = long[from] ?? 0;
      const longAfter = long[to] ?? 0;
      const shortBefore = short[from] ?? 0;
      let trough = longBefore;
      let peak = shortBefore;
      let paid = 0;
      for (let hour = from + 1; hour <= to; hour += 1) {
        const low = longLow[hour] ?? 0;
        if (low < trough) trough = low;
        const high = shortHigh[hour] ?? 0;
        if (high > peak) peak = high;
        paid += funding[hour] ?? 0;
      }
      const basisChange = (short[to] ?? 0) / longAfter - shortBefore / longBefore;
      losses[from] =
        (losses[from] ?? 0) +
        lossOf(pair, longAfter / longBefore, trough / longBefore, peak / shortBefore, basisChange, paid);
    }
  });
  return losses;
}
