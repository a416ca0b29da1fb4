import type { EngineState } from "@evenkeel/core/engine";
import { isLive } from "@evenkeel/core/order";
import { dustLimit, hasMarkets, imbalance } from "@evenkeel/core/position";
import { formatAmount } from "@evenkeel/core/units";

/** I16: what still keeps an engine from calling everything hedged or flat; `null` when nothing does. */
export function ailment(state: EngineState): string | null {
  if (state.phase !== "ready") return `phase ${state.phase}, halted ${state.control.halted ?? "no"}`;
  for (const [id, venue] of state.venues) if (!venue.reconciled) return `${id} disagrees: ${venue.mismatch}`;
  for (const order of state.portfolio.orders.values())
    if (isLive(order.state)) return `order ${order.intent.clientOrderId} is ${order.state}`;
  for (const pair of state.portfolio.pairs.values()) {
    if (!hasMarkets(pair, state.market)) {
      if (pair.stage === "closed") continue;
      return `${pair.plan} has lost a market`;
    }
    const apart = imbalance(pair);
    if ((apart < 0n ? -apart : apart) >= dustLimit(pair, state.market))
      return `${pair.plan} (${pair.stage}) stands with ${formatAmount(apart)} ${pair.base} unhedged`;
  }
  return null;
}
