import { staleRest, waitDenial } from "../decision/maker.ts";
import type { ColdEvent, OpenOrder } from "../events/index.ts";
import { type ClientOrderId, parseClientOrderId, type VenueId } from "../ids/index.ts";
import { canRest, isLive, type Order } from "../order/index.ts";
import { hasMarkets } from "../position/situation.ts";
import { alert, audit, emit } from "./emit.ts";
import { askOrder, happen } from "./orders.ts";
import { pauseMs } from "./pause.ts";
import { requestAccount } from "./request-account.ts";
import type { EngineState } from "./state.ts";

/** What the venue may hold and can be asked back; one that is still being sent is looked at when it has been answered. */
const isAtVenue = ({ state }: Order): boolean =>
  state === "acknowledged" || state === "cancelling" || state === "unknown";

/** Asks an order back: one cancel at a time, the next after a growing pause. What became of it only a question tells. */
export function cancelOrder(state: EngineState, order: Order, reason: string): void {
  const { clientOrderId, instrument } = order.intent;
  const venue = state.market.instruments[instrument]?.venue;
  const before = state.cancels.get(clientOrderId);
  if (venue === undefined || !isAtVenue(order)) return;
  if (before !== undefined && (before.underWay || state.wallNowMs < before.notBefore)) return;
  state.cancels.set(clientOrderId, { tries: (before?.tries ?? 0) + 1, notBefore: 0, underWay: true });
  if (before === undefined) audit(state, clientOrderId, "asked-back", { reason });
  happen(state, order, "asked-back");
  emit(state, { kind: "cancel-order", venue, clientOrderId, instrument });
}

type Answer = Extract<ColdEvent, { kind: "order-cancelled" | "cancel-not-found" | "cancel-failed" }>;

/** However a cancel was answered, the venue is asked what the order did, or of a stranger's what is open now. */
export function onCancelAnswered(state: EngineState, event: Answer): void {
  const id = event.clientOrderId;
  const failure = event.kind === "cancel-failed" ? event.failure : null;
  if (failure !== null) {
    const level = failure.kind === "connectivity" || failure.kind === "rate-limited" ? "INFO" : "WARNING";
    alert(state, level, "cancel-failed", `${id} was not taken back: ${failure.code} ${failure.message}`);
  }
  const venue = state.strangersAskedBack.get(id);
  if (venue !== undefined) {
    state.strangersAskedBack.delete(id);
    return requestAccount(state, venue);
  }
  const order = state.portfolio.orders.get(id);
  const cancel = state.cancels.get(id);
  if (order === undefined || cancel === undefined || !isLive(order.state)) return;
  const pause = Math.max(pauseMs(state.config.execution.retryPauseMs, cancel.tries, id), failure?.retryAfterMs ?? 0);
  state.cancels.set(id, { ...cancel, notBefore: state.wallNowMs + pause, underWay: false });
  askOrder(state, order);
}

/** Why an order may not stay at the venue, or `null`. */
function recallReason(state: EngineState, order: Order): string | null {
  const { intent, state: orderState } = order;
  const { killLevel } = state.control;
  if (orderState === "cancelling") return "again";
  if (!canRest(intent.style)) return killLevel === "flatten" && orderState === "acknowledged" ? killLevel : null;
  if (killLevel === "reduce" || killLevel === "flatten") return killLevel;
  if (intent.leaseEpoch !== state.leaseEpoch) return "restart";
  const pair = state.portfolio.pairs.get(intent.plan);
  if (pair === undefined || !hasMarkets(pair, state.market)) return "no-market";
  return waitDenial(state, pair, intent.purpose)?.code ?? staleRest(state, pair, order);
}

/**
 * Nothing of ours rests longer than the world allows it: an entry's order goes with whatever ends new risk (I9), an
 * order of an earlier life goes at once, and one whose time or price has passed goes to make room for another.
 */
export function recallOrders(state: EngineState): void {
  for (const order of state.portfolio.orders.values()) {
    if (!isAtVenue(order)) continue;
    const reason = recallReason(state, order);
    if (reason !== null) cancelOrder(state, order, reason);
  }
}

/** Orders of ours that rest at the venue and that our books do not wait for: nobody would hedge what they do. */
export function cancelOrphans(
  state: EngineState,
  venue: VenueId,
  openOrders: readonly OpenOrder[],
  askedAtMs: number,
): void {
  for (const { clientOrderId: name, instrument } of openOrders) {
    if (parseClientOrderId(name)?.nonce !== state.nonce) continue;
    const clientOrderId = name as ClientOrderId;
    const order = state.portfolio.orders.get(clientOrderId);
    // What ended while the account was being read was open when the read began.
    if (order !== undefined && (isLive(order.state) || order.stateSince >= askedAtMs)) continue;
    alert(state, "WARNING", "orphaned-order", `${name} rests at ${venue} and nobody waits for it: cancelled`);
    emit(state, { kind: "cancel-order", venue, clientOrderId, instrument });
    if (order !== undefined) askOrder(state, order);
  }
}
