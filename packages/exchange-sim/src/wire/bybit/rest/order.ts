import type { Applied } from "../../../exchange/apply.ts";
import type { Command } from "../../../exchange/command.ts";
import { findOrder } from "../../../order/cancel.ts";
import type { Order } from "../../../order/order.ts";
import { type Market, specificationOf } from "../../../world/instrument.ts";
import { orderIdOf, readOrderId } from "../identity.ts";
import { answer, type BybitError, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import { bad, good, type Parsed, type RouteContext, textOf } from "../request.ts";
import { namedConditional } from "./conditional.ts";
import { linkIdText } from "./order-row.ts";
import { parsePlace } from "./place.ts";
import { type Where, whereOf } from "./where.ts";

/** What one order's request becomes: a command, and the market whose codes its refusal has. */
export interface OrderTask {
  readonly command: Command;
  readonly market: Market;
}

export const named = (order: Pick<Order, "market" | "id" | "clientOrderId">): Record<string, string> => ({
  orderId: orderIdOf(order.market, order.id),
  orderLinkId: linkIdText(order.clientOrderId),
});

/** The order that came of a task, or why there is none. */
export function resultOf(task: OrderTask, applied: Applied | undefined): Parsed<Record<string, string>> {
  if (applied === undefined) return bad(ERRORS.server);
  if (!applied.result.ok) return bad(rejectionError(applied.result.error, task.market));
  const { value } = applied.result;
  if (value.kind === "order") return good(named(value.order));
  return value.kind === "conditional" ? good(named(value.conditional)) : bad(ERRORS.server);
}

export const single =
  (parse: (context: RouteContext) => Parsed<OrderTask>) =>
  (context: RouteContext): Outcome => {
    const task = parse(context);
    if (!task.ok) return refuse(task.error);
    return {
      kind: "commands",
      commands: [task.value.command],
      finish: ([applied]) => {
        const result = resultOf(task.value, applied);
        return result.ok ? answer(result.value) : refuse(result.error);
      },
    };
  };

export function parseCreate(context: RouteContext): Parsed<OrderTask> {
  const command = parsePlace(context);
  return command.ok ? good({ command: command.value, market: command.value.market }) : command;
}

/** The order a request names; of two names the venue's own counts. */
export function namedOrder({ account, params }: RouteContext, where: Where): Parsed<Order> {
  const { market, instrument } = where;
  const orderId = textOf(params, "orderId");
  const linkId = textOf(params, "orderLinkId");
  if (orderId === null && linkId === null) return bad(ERRORS.request("orderId or orderLinkId is required"));
  const id = orderId === null ? null : readOrderId(market, orderId);
  const order =
    orderId !== null && id === null
      ? undefined
      : findOrder(account, market, instrument.index, id, id === null ? linkId : null);
  return order === undefined ? bad(market === "spot" ? ERRORS.spotNoOrder : ERRORS.noOrder) : good(order);
}

/** Why an order that has ended can be neither cancelled nor changed. */
export function endedProblem(order: Order): BybitError | null {
  if (order.status === "NEW" || order.status === "PARTIALLY_FILLED") return null;
  if (order.market === "futures") return ERRORS.noOrder;
  return order.status === "FILLED" ? ERRORS.spotFilled : ERRORS.spotCancelled;
}

export function parseCancel(context: RouteContext): Parsed<OrderTask> {
  const where = whereOf(context);
  if (!where.ok) return where;
  const { market, instrument } = where.value;
  const common = {
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market,
    symbol: specificationOf(instrument, market).symbol,
    clientOrderId: null,
  };
  const waiting = namedConditional(context, where.value);
  if (waiting !== null) {
    return good({ command: { kind: "cancel-conditional", ...common, conditionalId: waiting.id }, market });
  }
  const order = namedOrder(context, where.value);
  if (!order.ok) return order;
  const ended = endedProblem(order.value);
  return ended === null
    ? good({ command: { kind: "cancel", ...common, orderId: order.value.id }, market })
    : bad(ended);
}
