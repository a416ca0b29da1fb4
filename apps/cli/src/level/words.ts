import type { PositionView } from "@evenkeel/api/views";
import { alignColumns } from "../columns.ts";

/** What `close` takes, first in its row. */
export function describePairs(pairs: readonly PositionView[]): string {
  if (pairs.length === 0) return "No pair is open.";
  return alignColumns(
    pairs.map(({ pairId, symbol, stage, long, short, notional, asset, liquidation }) => [
      pairId,
      symbol,
      stage,
      `${long.symbol} ${long.kind} at ${long.venue} against ${short.symbol} at ${short.venue}`,
      notional === null ? "" : `${notional} ${asset}`,
      liquidation.distancePercent === null ? "" : `liquidation ${liquidation.distancePercent.toFixed(1)} % away`,
    ]),
  );
}
