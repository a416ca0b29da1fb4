import type { Applied } from "../../../exchange/apply.ts";
import type { CancelCommand, Command } from "../../../exchange/command.ts";
import { findOrder, openOrdersOf } from "../../../order/cancel.ts";
import type { Order } from "../../../order/order.ts";
import { type Market, specificationOf } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { mayOrder } from "../../keys.ts";
import { orderIdOf, readOrderId } from "../identity.ts";
import { answer, type BybitError, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import { bad, categoryOf, good, instrumentOf, marketOf, type Parsed, type RouteContext, textOf } from "../request.ts";
import { parsePlace, type Where, whereOf } from "./place.ts";

/** What one order's request becomes: a command, and the market whose codes its refusal has. */
export interface OrderTask {
  readonly command: Command;
  readonly market: Market;
}

const named = (order: Order): Record<string, string> => ({
  orderId: orderIdOf(order.market, order.id),
  orderLinkId: order.clientOrderId.startsWith("sim-") ? "" : order.clientOrderId,
});

/** The order that came of a task, or why there is none. */
export function resultOf(task: OrderTask, applied: Applied | undefined): Parsed<Record<string, string>> {
  if (applied === undefined) return bad(ERRORS.server);
  if (!applied.result.ok) return bad(rejectionError(applied.result.error, task.market));
  return applied.result.value.kind === "order" ? good(named(applied.result.value.order)) : bad(ERRORS.server);
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
    orderId !== null && id === null ? undefined : findOrder(account, market, instrument.index, id, id === null ? linkId : null);
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
  const order = namedOrder(context, where.value);
  if (!order.ok) return order;
  const ended = endedProblem(order.value);
  if (ended !== null) return bad(ended);
  const { market, instrument } = where.value;
  const command: CancelCommand = {
    kind: "cancel",
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market,
    symbol: specificationOf(instrument, market).symbol,
    orderId: order.value.id,
    clientOrderId: null,
  };
  return good({ command, market });
}

/** Spot needs no name; contracts are cancelled by symbol, or by the coin that is theirs. */
export function cancelAll(context: RouteContext): Outcome {
  const { state, account, params, restrictions, wallMs } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  if (market === null) return answer({ list: [], success: "1" });
  if (!mayOrder(restrictions, market, wallMs)) return refuse(ERRORS.permission);
  const symbol = textOf(params, "symbol");
  const instrument = symbol === null ? null : instrumentOf(context, market);
  if (instrument !== null && !instrument.ok) return refuse(instrument.error);
  const settleCoin = textOf(params, "settleCoin");
  const baseCoin = textOf(params, "baseCoin");
  if (market === "futures" && symbol === null && settleCoin === null && baseCoin === null) {
    return refuse(ERRORS.request("symbol, baseCoin or settleCoin is required"));
  }
  const settles = settleCoin === null || settleCoin === quoteAssetOf(state.world);
  const open = settles ? openOrdersOf(state, account, market, instrument?.value.index ?? null) : [];
  const symbols = new Set<string>();
  for (const order of open) {
    const each = state.world.instruments[order.instrument];
    if (each === undefined) continue;
    const specification = specificationOf(each, market);
    if (baseCoin === null || specification.baseAsset === baseCoin) symbols.add(specification.symbol);
  }
  return {
    kind: "commands",
    commands: [...symbols].map((each) => ({
      kind: "cancel-all",
      venueTimeMs: state.nowMs,
      account: account.name,
      market,
      symbol: each,
    })),
    finish: (applied) => {
      const list = applied.flatMap(({ result }) =>
        result.ok && result.value.kind === "orders" ? result.value.orders.map(named) : [],
      );
      return answer({ list, success: "1" });
    },
  };
}
