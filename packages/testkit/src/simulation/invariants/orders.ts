import type { EngineEvent, OrderReport } from "@evenkeel/core/events";
import type { ClientOrderId } from "@evenkeel/core/ids";
import { ORDER_TRANSITIONS, type Order, type OrderState } from "@evenkeel/core/order";
import { findOrder, isOpen, type Order as VenueOrder } from "@evenkeel/exchange-sim";
import type { InProcessVenue } from "../../in-process/index.ts";
import { broken } from "../broken.ts";
import type { Rule, Scene } from "./rule.ts";

/** What the engine was told about one order. */
type Evidence = { sent: boolean; done: boolean; refused: boolean; notFound: number };

/** Read once, before anybody counts what the table is asked. */
const NEXT: ReadonlyMap<string, ReadonlySet<OrderState>> = new Map(
  Object.entries(ORDER_TRANSITIONS).map(([from, row]) => [from, new Set(Object.values(row))]),
);

const mayFollow = (from: OrderState, to: OrderState): boolean => from === to || NEXT.get(from)?.has(to) === true;

/** I13: an order moves along its table and ends by the venue's word alone, with all that it did in the books. */
export function ordersRule(scene: Scene): Rule {
  const states = new Map<ClientOrderId, OrderState>();
  const told = new Map<ClientOrderId, Evidence>();

  const about = (id: ClientOrderId): Evidence => {
    const known = told.get(id) ?? { sent: false, done: false, refused: false, notFound: 0 };
    told.set(id, known);
    return known;
  };
  const hear = ({ clientOrderId, status }: OrderReport): void => {
    if (status === "rejected") about(clientOrderId).refused = true;
    else if (status !== "open") about(clientOrderId).done = true;
  };
  const check = (order: Readonly<Order>): void => {
    const { clientOrderId: id } = order.intent;
    const before = states.get(id);
    states.set(id, order.state);
    if (before !== undefined && !mayFollow(before, order.state))
      broken("I13", `${id} went from ${before} to ${order.state}`);
    if (before === order.state) return;
    const problem = unfounded(scene, order, about(id)) ?? contradicted(scene, order);
    if (problem !== null) broken("I13", `${id} was called ${order.state} ${problem}`);
  };

  return {
    event: (event: EngineEvent) => {
      if (event.kind === "acknowledged" || event.kind === "order-found" || event.kind === "order-report")
        hear(event.report);
      else if (event.kind === "refused") about(event.clientOrderId).refused = true;
      else if (event.kind === "order-not-found") about(event.clientOrderId).notFound += 1;
    },
    leaves: ({ intent }) => {
      about(intent.clientOrderId).sent = true;
    },
    committed: ({ rows }) => {
      for (const row of rows) if (row.table === "order") check(row.order);
    },
  };
}

/** Why an end has no witness, or `null`. */
function unfounded(scene: Scene, order: Readonly<Order>, { sent, done, refused, notFound }: Evidence): string | null {
  // A contract that is over under this name answers no question: the position that stands under the new one does.
  const isOver = !scene.venues.some(({ inner }) => inner.book.byIndex(order.intent.instrument) !== undefined);
  // Asked for often enough in vain, it is over with what the books have: the rest of the rule asks whether that is all.
  const isGone = notFound >= scene.state().config.execution.absentPollsMin;
  switch (order.state) {
    case "filled":
    case "expired":
      if (isOver || isGone) return null;
      return done || order.filledQuantity === order.intent.quantity ? null : "without the venue's word";
    case "rejected":
      return refused ? null : "without the venue's word";
    case "absent":
      if (isOver) return null;
      return isGone ? null : `after ${notFound} questions`;
    case "abandoned":
      return sent ? "after it had left" : null;
    default:
      return null;
  }
}

const ENDS: readonly OrderState[] = ["filled", "expired", "rejected", "absent", "abandoned"];

/** What the venue knows better, or `null`: it may yet execute, or executed more than the books have. */
function contradicted(scene: Scene, { state, intent, filledQuantity }: Readonly<Order>): string | null {
  if (!ENDS.includes(state)) return null;
  for (const { inner } of scene.venues) {
    const order = orderOf(inner, intent.clientOrderId);
    if (order === undefined) continue;
    if (isOpen(order)) return "while it rests at the venue";
    const { multiplier } = inner.book.atTime(order.market, order.instrument, order.createdMs) ?? { multiplier: 1 };
    const executed = order.executed * multiplier;
    return executed === filledQuantity ? null : `with ${filledQuantity} in the books and ${executed} at the venue`;
  }
  return filledQuantity === 0 ? null : "though the venue knows of no such order";
}

/** Whatever the contract is called by now. */
function orderOf({ account, book }: InProcessVenue, id: ClientOrderId): VenueOrder | undefined {
  for (const { market, at } of book.all) {
    const order = findOrder(account, market, at, null, id);
    if (order !== undefined) return order;
  }
  return undefined;
}
