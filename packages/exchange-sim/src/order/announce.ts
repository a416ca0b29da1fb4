import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { ConditionalOrder, ConditionalStatus } from "./conditional.ts";
import { isOpen, type Order, type Trade } from "./order.ts";

/** Says what became of an order. With it ends the conditional order that it came from. */
export function announceOrder(
  state: ExchangeState,
  order: Order,
  trade: Trade | null,
  events: ExchangeEvent[],
  amended = false,
): void {
  events.push({ kind: "order", timeMs: state.nowMs, order: { ...order }, trade, amended });
  if (order.conditionalId === null || isOpen(order)) return;
  const conditional = state.accounts.get(order.account)?.conditionals.get(order.conditionalId);
  if (conditional?.status === "TRIGGERED") turnConditional(state, conditional, "FINISHED", events);
}

export function turnConditional(
  state: ExchangeState,
  conditional: ConditionalOrder,
  status: ConditionalStatus,
  events: ExchangeEvent[],
): void {
  conditional.status = status;
  conditional.updatedMs = state.nowMs;
  events.push({
    kind: "conditional",
    timeMs: state.nowMs,
    account: conditional.account,
    conditional: { ...conditional },
  });
}
