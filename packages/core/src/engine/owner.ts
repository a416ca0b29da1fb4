import type { Fill } from "../events/index.ts";
import { isLive } from "../order/index.ts";
import type { Order } from "../order/intent.ts";
import { heldChange } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { instrumentAt } from "../position/situation.ts";
import type { EngineState } from "./state.ts";

/** Whose trade this is; decided before it is booked, because it is booked once. */
export type FillOwner =
  | { readonly kind: "order"; readonly order: Order; readonly pair: Pair }
  /** Taken from a leg behind our back: auto-deleveraging, liquidation, a person at the venue's own page. */
  | { readonly kind: "leg"; readonly pair: Pair; readonly leg: Leg }
  /** Could be of an order of ours whose venue id we have not been told yet: not booked, read again later. */
  | { readonly kind: "undecided" }
  | { readonly kind: "foreign" };

export function ownerOf(state: EngineState, fill: Fill): FillOwner {
  // What the venue or a stranger did no order of ours did, whatever is still unnamed.
  if (fill.origin !== "order") return legTaken(state, fill) ?? { kind: "foreign" };
  const order = orderOf(state, fill);
  const pair = order === undefined ? undefined : state.portfolio.pairs.get(order.intent.plan);
  if (order !== undefined && pair !== undefined) return { kind: "order", order, pair };
  if (fill.clientOrderId === null && couldBeOurs(state, fill)) return { kind: "undecided" };
  return legTaken(state, fill) ?? { kind: "foreign" };
}

/** Trade lists name no client order (Binance userTrades and myTrades), so the venue's order id counts as well. */
function orderOf(state: EngineState, fill: Fill): Order | undefined {
  if (fill.clientOrderId !== null) {
    const order = state.portfolio.orders.get(fill.clientOrderId);
    return order?.intent.instrument === fill.instrument ? order : undefined;
  }
  for (const order of state.portfolio.orders.values()) {
    if (order.intent.instrument === fill.instrument && order.venueOrderId === fill.venueOrderId) return order;
  }
  return undefined;
}

/** An order that left us, whose venue id is not known and which this trade fits into. */
function couldBeOurs(state: EngineState, fill: Fill): boolean {
  for (const { intent, state: orderState, venueOrderId, filledQuantity } of state.portfolio.orders.values()) {
    if (intent.instrument !== fill.instrument || venueOrderId !== null) continue;
    if (orderState === "intended" || !isLive(orderState)) continue;
    if (intent.side === fill.side && fill.quantity <= intent.quantity - filledQuantity) return true;
  }
  return false;
}

function legTaken(state: EngineState, fill: Fill): FillOwner | null {
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of [pair.long, pair.short]) {
      if (leg.instrument !== fill.instrument) continue;
      const change = heldChange(fill, instrumentAt(state.market, leg));
      const left = leg.held + change;
      const shrinks = leg.held > 0n ? change < 0n && left >= 0n : change > 0n && left <= 0n;
      if (shrinks) return { kind: "leg", pair, leg };
    }
  }
  return null;
}
