import type { VenueId } from "../ids/index.ts";
import { isLive, type Order } from "../order/index.ts";
import { MINUTE_MS } from "../units/index.ts";
import { alert } from "./emit.ts";
import type { Doubt, EngineState, Told } from "./state.ts";

/** For so long the venue, though it answers, may leave open what became of an order before a person decides. */
const DOUBT_MS = MINUTE_MS;

/** Until then a request that was sent may still reach the venue. */
export const arrivedBy = (state: EngineState, { sentAt, stateSince }: Order): number =>
  Math.max((sentAt ?? stateSince) + 2 * state.config.execution.receiveWindowMs, state.absentNotBefore);

const isDoubtful = ({ state }: Order): boolean => state === "unknown" || state === "settling";

/** Nothing is guessed about it: its market takes no new risk, and a person is asked. */
export function tellUnproven(state: EngineState, order: Order, why: string): void {
  const { clientOrderId, instrument } = order.intent;
  const doubt = doubtOf(state, order);
  if (doubt.told) return;
  doubt.told = true;
  if (!state.portfolio.frozen.has(instrument)) state.portfolio.frozen.set(instrument, "unproven-order");
  const text = `${clientOrderId}: ${why}; it stays unknown and its symbol is frozen: look it up at the venue, the review page takes what you find`;
  alert(state, "CRITICAL", "unproven-order", text);
}

function doubtOf(state: EngineState, { intent }: Order): Doubt {
  const doubt = state.doubts.get(intent.clientOrderId) ?? { since: state.wallNowMs, told: false };
  state.doubts.set(intent.clientOrderId, doubt);
  return doubt;
}

/** With every whole read of a venue: what it leaves open again, and for how long now. */
export function watchUnproven(state: EngineState, venue: VenueId): void {
  for (const order of liveOrdersAt(state, venue)) {
    if (!isDoubtful(order)) forgetDoubt(state, order);
    else if (state.wallNowMs > arrivedBy(state, order)) {
      doubtOf(state, order);
      if (isLongDoubted(state, order)) tellUnproven(state, order, "the venue does not tell what became of it");
    }
  }
}

/** It has ended, or was found: its market is free of that reason once no other order holds it. */
export function forgetDoubt(state: EngineState, { intent }: Order): void {
  if (!state.doubts.delete(intent.clientOrderId)) return;
  const { orders, frozen } = state.portfolio;
  if (frozen.get(intent.instrument) !== "unproven-order") return;
  for (const [id, { told }] of state.doubts)
    if (told && orders.get(id)?.intent.instrument === intent.instrument) return;
  frozen.delete(intent.instrument);
}

/** Long enough that what it may have done is for a person to say, and no reason any more not to compare. */
export function isLongDoubted(state: EngineState, { intent }: Pick<Order, "intent">): boolean {
  const doubt = state.doubts.get(intent.clientOrderId);
  return doubt !== undefined && state.wallNowMs - doubt.since > DOUBT_MS;
}

/** An order a person may decide about: asked about in vain for long enough, and resting nowhere. */
export const mayGiveUp = (state: EngineState, { openOrders }: Told, order: Order): boolean =>
  isLongDoubted(state, order) && !openOrders.some(({ clientOrderId }) => clientOrderId === order.intent.clientOrderId);

/** Orders at a venue that are waited for. */
export function liveOrdersAt(state: EngineState, venue: VenueId): Order[] {
  return [...state.portfolio.orders.values()].filter(
    (order) => isLive(order.state) && state.market.instruments[order.intent.instrument]?.venue === venue,
  );
}
