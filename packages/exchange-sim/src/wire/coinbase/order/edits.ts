import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { World } from "../../../world/world.ts";
import { decimal } from "../format.ts";

/** What an order was changed to, and when. */
export interface Edit {
  readonly price: string;
  readonly size: string;
  readonly acceptedMs: number;
}

/** As many as the venue shows of one order, of as many orders as the door remembers. */
const EDITS_SHOWN_MAX = 5;
const ORDERS_KEPT_MAX = 2_000;

/** Keeps the changes among these events. The oldest order's are forgotten first. */
export function rememberEdits(edits: Map<number, Edit[]>, world: World, events: readonly ExchangeEvent[]): void {
  for (const event of events) {
    if (event.kind !== "order" || !event.amended) continue;
    const { id, instrument, price, quantity } = event.order;
    const spot = world.instruments[instrument]?.spot;
    if (spot === undefined) continue;
    const known = edits.get(id) ?? [];
    known.push({
      price: decimal(price, spot.priceScale),
      size: decimal(quantity, spot.quantityScale),
      acceptedMs: event.timeMs,
    });
    edits.delete(id);
    edits.set(id, known.slice(-EDITS_SHOWN_MAX));
    const [oldest] = edits.keys();
    if (edits.size > ORDERS_KEPT_MAX && oldest !== undefined) edits.delete(oldest);
  }
}
