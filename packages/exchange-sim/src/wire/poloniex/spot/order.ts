import type { Applied } from "../../../exchange/apply.ts";
import type { Command } from "../../../exchange/command.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import { isOpen, type Order } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { fixed } from "../../format.ts";
import { money, price } from "../format.ts";
import { averagePrice, clientIdOf, type OrderName, stateOf } from "../order-text.ts";
import { body, ERRORS, type Outcome, type PoloniexError, refuse, rejectionError, type Told } from "../reply.ts";
import { instrumentOf, type RouteContext, type Routes, signed, textOf, textsOf } from "../request.ts";
import { type Before, planPlace, readTerms } from "./place.ts";

export type Desk = Pick<RouteContext, "state" | "session" | "account">;

export function printOrder(state: ExchangeState, order: Order): Record<string, unknown> {
  const spot = state.world.instruments[order.instrument]?.spot;
  if (spot === undefined) return {};
  const buysFor = order.quoteQuantity > 0n;
  return {
    id: String(order.id),
    clientOrderId: clientIdOf(order) ?? "",
    symbol: spot.symbol,
    state: stateOf(order),
    accountType: "SPOT",
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    quantity: buysFor ? "0" : fixed(order.quantity, spot.quantityScale),
    price: price(spot, order.price),
    avgPrice: averagePrice(spot, order.quote, order.executed),
    amount: money(order.quoteQuantity),
    filledQuantity: fixed(order.executed, spot.quantityScale),
    filledAmount: money(order.quote),
    createTime: order.createdMs,
    updateTime: order.updatedMs,
    orderSource: "API",
    loan: false,
  };
}

const made = (order: Order) => ({ id: String(order.id), clientOrderId: clientIdOf(order) ?? "" });
/** The venue is still at it when it answers. */
const ended = (order: Order) => ({
  orderId: String(order.id),
  clientOrderId: clientIdOf(order) ?? "",
  state: "PENDING_CANCEL",
  code: 200,
  message: "",
});

export function orderOf(applied: Applied | undefined): Order | PoloniexError {
  if (applied === undefined) return ERRORS.broken;
  if (!applied.result.ok) return rejectionError(applied.result.error, "spot");
  const answer = applied.result.value;
  return answer.kind === "order" ? answer.order : ERRORS.broken;
}

const tellMade = (applied: Applied | undefined): Told => {
  const order = orderOf(applied);
  return "code" in order ? refuse(order) : body(made(order));
};

export const endedRow = (applied: Applied | undefined): Record<string, unknown> => {
  const order = orderOf(applied);
  return "code" in order
    ? { orderId: "", clientOrderId: "", state: "FAILED", code: order.code, message: order.message }
    : ended(order);
};

function place(context: RouteContext): Outcome {
  const planned = planPlace(context, context.body);
  if ("refusal" in planned) return refuse(planned.refusal);
  return { kind: "commands", commands: [planned.command], tell: ([applied]) => tellMade(applied) };
}

const BATCH_MAX = 20;

/** Each order is told by itself; one that cannot be does not hold up the others. */
function placeBatch(context: RouteContext): Outcome {
  const asked: unknown = context.body;
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > BATCH_MAX) {
    return refuse(ERRORS.spot.parameter("orders"));
  }
  const planned = asked.map((each: unknown) => planPlace(context, each));
  return {
    kind: "commands",
    commands: planned.flatMap((each) => ("refusal" in each ? [] : [each.command])),
    tell: (applied) => {
      const results = applied.values();
      return body(
        planned.map((each, at) => {
          const order = "refusal" in each ? each.refusal : orderOf(results.next().value);
          const clientOrderId = textOf(asked[at], "clientOrderId");
          return "code" in order ? { code: order.code, message: order.message, clientOrderId } : made(order);
        }),
      );
    },
  };
}

/** By the venue's id, or by the client's with `cid:` before it. */
export function readId(id: string): OrderName | null {
  const client = /^cid:([A-Za-z0-9_-]{1,64})$/.exec(id);
  if (client !== null) return { orderId: null, clientOrderId: client[1] ?? "" };
  return /^\d{1,15}$/.test(id) ? { orderId: Number(id), clientOrderId: null } : null;
}

/** An order of the account by either name, whatever its symbol; the newest of a client's name. */
export function findSpotOrder({ account }: Pick<Desk, "account">, name: OrderName | null): Order | undefined {
  if (name === null) return undefined;
  if (name.orderId !== null) {
    const order = account.orders.get(name.orderId);
    return order?.market === "spot" ? order : undefined;
  }
  return [...account.orders.values()].findLast(
    (order) => order.market === "spot" && order.clientOrderId === name.clientOrderId,
  );
}

const symbolOf = ({ state }: Pick<Desk, "state">, order: Order): string =>
  state.world.instruments[order.instrument]?.spot.symbol ?? "";

export const cancelCommand = (desk: Desk, order: Order): Command => ({
  kind: "cancel",
  venueTimeMs: desk.state.nowMs,
  account: desk.account.name,
  market: "spot",
  symbol: symbolOf(desk, order),
  orderId: order.id,
  clientOrderId: null,
});

function before(state: ExchangeState, order: Order): Before {
  const spot = state.world.instruments[order.instrument]?.spot;
  const { side, type, timeInForce } = order;
  if (spot === undefined) return { side, type, timeInForce, quantity: "", price: "" };
  return {
    side,
    type,
    timeInForce,
    quantity: fixed(order.quantity, spot.quantityScale),
    price: price(spot, order.price),
  };
}

/** A new order in the place of an open one: what is not said stays as it was. The new one has an id of its own. */
function replace(context: RouteContext): Outcome {
  const { state, account } = context;
  const order = findSpotOrder(context, readId(context.params.get("id") ?? ""));
  if (order === undefined) return refuse(ERRORS.spot.noOrder);
  const terms = readTerms(context.body, before(state, order));
  if (!terms.ok) return refuse(terms.error);
  const regardless = textOf(context.body, "proceedOnFailure").toLowerCase() === "true";
  if (!isOpen(order) && !regardless) return refuse(ERRORS.spot.notOpen);
  return {
    kind: "commands",
    commands: [
      {
        kind: "replace",
        venueTimeMs: state.nowMs,
        account: account.name,
        market: "spot",
        symbol: symbolOf(context, order),
        orderId: order.id,
        clientOrderId: null,
        regardless,
        order: terms.value,
      },
    ],
    tell: ([applied]) => tellMade(applied),
  };
}

function details(context: RouteContext): Outcome {
  const order = findSpotOrder(context, readId(context.params.get("id") ?? ""));
  return order === undefined
    ? refuse(ERRORS.spot.noOrder)
    : body({ ...printOrder(context.state, order), cancelReason: 0 });
}

function cancel(context: RouteContext): Outcome {
  const order = findSpotOrder(context, readId(context.params.get("id") ?? ""));
  if (order === undefined) return refuse(ERRORS.spot.noOrder);
  if (!isOpen(order)) return refuse(ERRORS.spot.notOpen);
  return {
    kind: "commands",
    commands: [cancelCommand(context, order)],
    tell: ([applied]) => {
      const told = orderOf(applied);
      return "code" in told ? refuse(told) : body(ended(told));
    },
  };
}

export interface CancelPlan {
  readonly commands: readonly Command[];
  readonly rows: (applied: readonly Applied[]) => Record<string, unknown>[];
}

/** Orders by two lists of names; null when the lists are none. What is not open is told so in its row. */
export function planCancelByIds(desk: Desk, asked: unknown): CancelPlan | null {
  const [orderIds, clientOrderIds] = [textsOf(asked, "orderIds"), textsOf(asked, "clientOrderIds")];
  if (orderIds === null || clientOrderIds === null || orderIds.length + clientOrderIds.length === 0) return null;
  const named = [
    ...orderIds.map((id) => ({ id, client: "", order: findSpotOrder(desk, readId(id)) })),
    ...clientOrderIds.map((client) => ({ id: "", client, order: findSpotOrder(desk, readId(`cid:${client}`)) })),
  ];
  const open = named.map(({ order }) => (order !== undefined && isOpen(order) ? cancelCommand(desk, order) : null));
  return {
    commands: open.filter((each) => each !== null),
    rows: (applied) => {
      const results = applied.values();
      return named.map(({ id, client, order }, at) => {
        if (open[at] !== null) return endedRow(results.next().value);
        const { code, message } = order === undefined ? ERRORS.spot.noOrder : ERRORS.spot.notOpen;
        return { orderId: id, clientOrderId: client, state: "FAILED", code, message };
      });
    },
  };
}

/** Every open order, or those of some symbols; null when the list is none. */
export function planCancelAll(desk: Desk, asked: unknown): CancelPlan | null {
  const [symbols, kinds] = [textsOf(asked, "symbols"), textsOf(asked, "accountTypes")];
  if (symbols === null || kinds === null) return null;
  const side = textOf(asked, "side").toUpperCase();
  const instruments = symbols.map((symbol) => instrumentOf(desk, "spot", symbol));
  if (instruments.some((each) => each === null)) return null;
  const wanted = new Set(instruments.map((each) => each?.index));
  const orders = openOrdersOf(desk.state, desk.account, "spot", null).filter(
    (order) => (wanted.size === 0 || wanted.has(order.instrument)) && (side === "" || order.side === side),
  );
  return {
    commands: orders.map((order) => cancelCommand(desk, order)),
    rows: (applied) => applied.map((each) => endedRow(each)),
  };
}

const cancelling =
  (plan: (desk: Desk, asked: unknown) => CancelPlan | null, name: string) =>
  (context: RouteContext): Outcome => {
    const planned = plan(context, context.body);
    if (planned === null) return refuse(ERRORS.spot.parameter(name));
    return { kind: "commands", commands: planned.commands, tell: (applied) => body(planned.rows(applied)) };
  };

/** The instrument that a list is limited to; null is all of them, undefined is one that does not exist. */
export function limitedTo(context: RouteContext): Instrument | null | undefined {
  const symbol = context.params.get("symbol") ?? "";
  return symbol === "" ? null : (instrumentOf(context, "spot", symbol) ?? undefined);
}

const ORDERS = { orders: true } as const;

export const SPOT_ORDER_ROUTES: Routes = {
  "POST /orders": signed("spot", 50, place, ORDERS),
  "POST /orders/batch": signed("spot", 10, placeBatch, ORDERS),
  "PUT /orders/{id}": signed("spot", 50, replace, ORDERS),
  "GET /orders/{id}": signed("spot", 50, details),
  "DELETE /orders/{id}": signed("spot", 50, cancel),
  "DELETE /orders/cancelByIds": signed("spot", 10, cancelling(planCancelByIds, "orderIds")),
  "DELETE /orders": signed("spot", 10, cancelling(planCancelAll, "symbols")),
};
