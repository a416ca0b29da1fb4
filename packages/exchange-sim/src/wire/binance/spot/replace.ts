import type { Applied } from "../../../exchange/apply.ts";
import type { ReplaceCommand } from "../../../exchange/command.ts";
import { findOrder } from "../../../order/cancel.ts";
import { checkOrder } from "../../../order/check.ts";
import type { Order } from "../../../order/order.ts";
import { fixedEight, money } from "../format.ts";
import { parsePlace } from "../place.ts";
import { type BinanceError, body, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import { integerOf, limitOf, type Route, type RouteContext, type Routes } from "../request.ts";
import { type Amendment, rememberAmendment } from "../session.ts";
import { printCancelled, printPlaced } from "./order.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "spot",
  handle,
  ...more,
});

/** Looks at everything but the money and the book, and places nothing. */
function test(context: RouteContext): Outcome {
  const parsed = parsePlace(context, "spot");
  if (!parsed.ok) return refuse(parsed.error);
  const checked = checkOrder(context.state, context.account, parsed.value);
  return checked.ok ? body({}) : refuse(rejectionError(checked.error, "spot"));
}

type Part = { readonly result: "SUCCESS"; readonly value: unknown } | Failed;
interface Failed {
  readonly result: "FAILURE" | "NOT_ATTEMPTED";
  readonly value: { readonly code: number; readonly msg: string } | null;
}

const failed = ({ code, message }: BinanceError): Failed => ({ result: "FAILURE", value: { code, msg: message } });
const NOT_ATTEMPTED: Failed = { result: "NOT_ATTEMPTED", value: null };

/** Both parts as one answer: whole, by half with 409, or not at all with 400. */
function replaced(cancelled: Part, placed: Part): { readonly status: number; readonly value: unknown } {
  const data = {
    cancelResult: cancelled.result,
    newOrderResult: placed.result,
    cancelResponse: cancelled.value,
    newOrderResponse: placed.value,
  };
  const successes = [cancelled, placed].filter(({ result }) => result === "SUCCESS").length;
  if (successes === 2) return { status: 200, value: data };
  return successes === 1
    ? { status: 409, value: { code: -2021, msg: "Order cancel-replace partially failed.", data } }
    : { status: 400, value: { code: -2022, msg: "Order cancel-replace failed.", data } };
}

const MODES = ["STOP_ON_FAILURE", "ALLOW_FAILURE"];

/** The order that was cancelled in the course of it, if one was. */
function cancelledIn({ events }: Applied): Order | null {
  for (const event of events) {
    if (event.kind === "order" && event.trade === null && event.order.status === "CANCELED") return event.order;
  }
  return null;
}

/** Cancels one order and places another in the same moment. */
function cancelReplace(context: RouteContext): Outcome {
  const { state, params, instrument } = context;
  const mode = params.get("cancelReplaceMode") ?? "";
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (!MODES.includes(mode)) return refuse(ERRORS.badParameter("cancelReplaceMode"));
  const parsed = parsePlace(context, "spot");
  if (!parsed.ok) return refuse(parsed.error);
  const orderId = integerOf(params, "cancelOrderId");
  const clientOrderId = params.get("cancelOrigClientOrderId") || null;
  if (orderId === null && clientOrderId === null) {
    return refuse(ERRORS.oneOf("cancelOrigClientOrderId", "cancelOrderId"));
  }
  const { kind: _kind, venueTimeMs, account: name, market, symbol, ...order } = parsed.value;
  const regardless = mode === "ALLOW_FAILURE";
  const command: ReplaceCommand = {
    kind: "replace",
    venueTimeMs,
    account: name,
    market,
    symbol,
    orderId,
    clientOrderId,
    regardless,
    order,
  };
  const newId = params.get("cancelNewClientOrderId") ?? "";
  return {
    kind: "commands",
    commands: [command],
    answer: ([applied]) => {
      if (applied === undefined) return replaced(failed(ERRORS.disconnected), NOT_ATTEMPTED);
      const old = cancelledIn(applied);
      const cancelled: Part =
        old === null ? failed(ERRORS.unknownOrder) : { result: "SUCCESS", value: printCancelled(state, old, newId) };
      return replaced(cancelled, old === null && !regardless ? NOT_ATTEMPTED : placedIn(context, applied));
    },
  };
}

function placedIn({ state, params }: RouteContext, applied: Applied): Part {
  if (!applied.result.ok) return failed(rejectionError(applied.result.error, "spot"));
  const answer = applied.result.value;
  return {
    result: "SUCCESS",
    value: answer.kind === "order" ? printPlaced(state, answer.order, applied, params) : null,
  };
}

/** Only less: an order keeps its place because nobody behind it loses anything. */
function amend(context: RouteContext): Outcome {
  const { state, account, params, instrument, session } = context;
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  const quantity = params.get("newQty") ?? "";
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (orderId === null && clientOrderId === null) return refuse(ERRORS.oneOf("origClientOrderId", "orderId"));
  const order = findOrder(account, "spot", instrument.index, orderId, clientOrderId);
  if (order === undefined || !state.resting.has(order.id)) return refuse(ERRORS.unknownOrder);
  const before = { ...order };
  const held = before.quantity / 10 ** instrument.spot.quantityScale;
  if (!(Number(quantity) > 0 && Number(quantity) <= held)) return refuse(ERRORS.amendRejected);
  return {
    kind: "command",
    market: "spot",
    command: {
      kind: "amend",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "spot",
      symbol: instrument.spot.symbol,
      orderId: order.id,
      clientOrderId: null,
      price: null,
      quantity,
    },
    answer: (answer) => {
      if (answer.kind !== "order") return null;
      rememberAmendment(session, before, answer.order);
      return printAmended(context, answer.order);
    },
  };
}

const executionOf = (order: Readonly<Order>): number => order.id * 10_000 + order.amendments;

function printAmended({ instrument }: RouteContext, order: Order): object {
  const quantity = (value: number) => fixedEight(value, instrument?.spot.quantityScale ?? 0);
  return {
    transactTime: Math.floor(order.updatedMs),
    executionId: executionOf(order),
    amendedOrder: {
      symbol: instrument?.spot.symbol,
      orderId: order.id,
      orderListId: -1,
      origClientOrderId: order.clientOrderId,
      clientOrderId: order.clientOrderId,
      price: fixedEight(order.price, instrument?.spot.priceScale ?? 0),
      qty: quantity(order.quantity),
      executedQty: quantity(order.executed),
      preventedQty: quantity(0),
      quoteOrderQty: money(order.quoteQuantity),
      cumulativeQuoteQty: money(order.quote),
      status: order.status,
      timeInForce: order.timeInForce,
      type: order.type,
      side: order.side,
      workingTime: Math.floor(order.createdMs),
      selfTradePreventionMode: order.selfTradePrevention,
    },
  };
}

function amendments({ account, params, instrument, session }: RouteContext): Outcome {
  const orderId = integerOf(params, "orderId");
  const fromId = integerOf(params, "fromExecutionId") ?? 0;
  const quantity = (value: number) => fixedEight(value, instrument?.spot.quantityScale ?? 0);
  const print = ({ before, after }: Amendment) => ({
    symbol: instrument?.spot.symbol,
    orderId: after.id,
    executionId: executionOf(after),
    origClientOrderId: before.clientOrderId,
    newClientOrderId: after.clientOrderId,
    origQty: quantity(before.quantity),
    newQty: quantity(after.quantity),
    time: Math.floor(after.updatedMs),
  });
  const found = session.amendments.filter(
    ({ after }) =>
      after.market === "spot" && after.account === account.name && after.id === orderId && executionOf(after) >= fromId,
  );
  return body(found.slice(0, limitOf(params, 500, 1_000)).map(print));
}

const NEW = { symbol: "required", required: ["side", "type"] } as const;

export const SPOT_REPLACE_ROUTES: Routes = {
  "POST /api/v3/order/test": signed(1, test, NEW),
  "POST /api/v3/order/cancelReplace": signed(1, cancelReplace, {
    ...NEW,
    required: [...NEW.required, "cancelReplaceMode"],
    integers: ["cancelOrderId"],
    orders: 1,
  }),
  "PUT /api/v3/order/amend/keepPriority": signed(4, amend, { symbol: "required", required: ["newQty"] }),
  "GET /api/v3/order/amendments": signed(4, amendments, {
    symbol: "required",
    required: ["orderId"],
    integers: ["fromExecutionId"],
  }),
};
