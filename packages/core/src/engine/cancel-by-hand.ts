import type { Command } from "../events/index.ts";
import type { ClientOrderId, VenueId } from "../ids/index.ts";
import { isLive } from "../order/index.ts";
import { cancelOrder } from "./cancel.ts";
import { audit, emit } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** OPS-14: one order is taken back by hand, in a halt too. Whose order it is, the person knows who says so. */
export function cancelByHand(state: EngineState, command: Command, venue: VenueId, name: string): string {
  const id = name as ClientOrderId;
  const ours = state.portfolio.orders.get(id);
  if (ours !== undefined && isLive(ours.state) && state.market.instruments[ours.intent.instrument]?.venue === venue) {
    cancelOrder(state, ours, `by ${command.author.id}`);
    return state.cancels.has(id) ? `asked back ${name}` : "refused: not-sent; it is not at the venue yet";
  }
  const told = state.venues.get(venue)?.told ?? null;
  if (told === null) return "refused: unread; that venue has not told its open orders yet";
  const named = told.openOrders.filter(({ clientOrderId }) => clientOrderId === name);
  if (named.length === 0) return "refused: no-such-order; the venue last showed no open order of this name";
  if (!state.strangersAskedBack.has(id)) {
    state.strangersAskedBack.set(id, venue);
    for (const { instrument, venueOrderId } of named)
      emit(state, { kind: "cancel-order", venue, clientOrderId: id, instrument, venueOrderId });
    audit(state, name, "asked-back", { reason: `by ${command.author.id}` });
  }
  return `asked back ${name}, which is not ours`;
}
