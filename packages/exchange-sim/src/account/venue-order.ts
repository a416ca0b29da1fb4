import { ZERO } from "@evenkeel/core/units";
import type { Side } from "../book/quote.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { announceOrder } from "../order/announce.ts";
import type { Order, OrderOrigin } from "../order/order.ts";
import { rememberOrder } from "../order/place.ts";
import type { Account, Position } from "./account.ts";

export type VenueOrigin = Exclude<OrderOrigin, "account">;

/** Binance's marks on the orders it makes itself, as its order stream documents them. */
const CLIENT_IDS: Readonly<Record<VenueOrigin, (id: number) => string>> = {
  liquidation: (id) => `autoclose-${id}`,
  deleveraging: () => "adl_autoclose",
  settlement: (id) => `settlement_autoclose-${id}`,
};

export const closingSide = (position: Position): Side => (position.quantity > 0 ? "SELL" : "BUY");

/** Opens an order by which the venue closes part of a position. */
export function openVenueOrder(
  state: ExchangeState,
  account: Account,
  position: Position,
  origin: VenueOrigin,
  price: number,
  quantity: number,
  events: ExchangeEvent[],
): Order {
  const id = state.nextOrderId++;
  const order: Order = {
    id,
    account: account.name,
    market: "futures",
    instrument: position.instrument,
    clientOrderId: CLIENT_IDS[origin](id),
    side: closingSide(position),
    type: "LIMIT",
    timeInForce: "IOC",
    reduceOnly: true,
    positionSide: position.side,
    origin,
    selfTradePrevention: "NONE",
    goodTillMs: 0,
    quoteQuantity: ZERO,
    conditionalId: null,
    createdMs: state.nowMs,
    price,
    quantity,
    priority: state.nextPriority++,
    amendments: 0,
    executed: 0,
    quote: ZERO,
    status: "NEW",
    endReason: "none",
    updatedMs: state.nowMs,
    queueAhead: -1,
  };
  rememberOrder(account, order);
  announceOrder(state, order, null, events);
  return order;
}
