import type { AmendCommand } from "../../../exchange/command.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { findOrder } from "../../../order/cancel.ts";
import type { Order } from "../../../order/order.ts";
import { fixed } from "../format.ts";
import type { Parsed } from "../place.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { integerOf, limitOf, type Route, type RouteContext, type Routes } from "../request.ts";
import { type Amendment, rememberAmendment } from "../session.ts";
import { printChanged } from "./order.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  handle,
  ...more,
});

export interface ParsedAmend {
  readonly command: AmendCommand;
  readonly before: Readonly<Order>;
}

/** The venue wants quantity, price and the side that the order has. */
export function parseAmend({ params, account, instrument, state }: RouteContext): Parsed<ParsedAmend> {
  const bad = (error: Extract<Parsed<never>, { ok: false }>["error"]): Parsed<never> => ({ ok: false, error });
  if (instrument === null) return bad(ERRORS.badSymbol);
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  if (orderId === null && clientOrderId === null) return bad(ERRORS.oneOf("origClientOrderId", "orderId"));
  for (const name of ["side", "quantity", "price"]) if (!params.get(name)) return bad(ERRORS.missing(name));
  const order = findOrder(account, "futures", instrument.index, orderId, clientOrderId);
  if (order === undefined || !state.resting.has(order.id)) return bad(ERRORS.noSuchOrder);
  if (params.get("side")?.toUpperCase() !== order.side) return bad(ERRORS.badSide);
  return {
    ok: true,
    value: {
      before: { ...order },
      command: {
        kind: "amend",
        venueTimeMs: state.nowMs,
        account: account.name,
        market: "futures",
        symbol: instrument.futures.symbol,
        orderId: order.id,
        clientOrderId: null,
        price: params.get("price") ?? null,
        quantity: params.get("quantity") ?? null,
      },
    },
  };
}

export const printAmended = (state: ExchangeState, order: Order): Record<string, unknown> => ({
  ...printChanged(state, order),
  pair: state.world.instruments[order.instrument]?.futures.symbol,
});

function amend(context: RouteContext): Outcome {
  const parsed = parseAmend(context);
  if (!parsed.ok) return refuse(parsed.error);
  const { command, before } = parsed.value;
  return {
    kind: "command",
    market: "futures",
    command,
    answer: (answer) => {
      if (answer.kind !== "order") return null;
      rememberAmendment(context.session, before, answer.order);
      return printAmended(context.state, answer.order);
    },
  };
}

function printAmendment({ state }: RouteContext, { before, after }: Amendment): object {
  const futures = state.world.instruments[after.instrument]?.futures;
  const price = (value: number) => fixed(value, futures?.priceScale ?? 0);
  const quantity = (value: number) => fixed(value, futures?.quantityScale ?? 0);
  return {
    amendmentId: after.id * 10_000 + after.amendments,
    symbol: futures?.symbol,
    pair: futures?.symbol,
    orderId: after.id,
    clientOrderId: after.clientOrderId,
    time: Math.floor(after.updatedMs),
    amendment: {
      price: { before: price(before.price), after: price(after.price) },
      origQty: { before: quantity(before.quantity), after: quantity(after.quantity) },
      count: after.amendments,
    },
  };
}

function history(context: RouteContext): Outcome {
  const { account, params, instrument, session } = context;
  const orderId = integerOf(params, "orderId");
  const clientOrderId = params.get("origClientOrderId") || null;
  const startMs = integerOf(params, "startTime") ?? 0;
  const endMs = integerOf(params, "endTime") ?? Number.MAX_SAFE_INTEGER;
  const found = session.amendments.filter(
    ({ after }) =>
      after.market === "futures" &&
      after.account === account.name &&
      after.instrument === instrument?.index &&
      (orderId === null || after.id === orderId) &&
      (clientOrderId === null || after.clientOrderId === clientOrderId) &&
      after.updatedMs >= startMs &&
      after.updatedMs <= endMs,
  );
  const newest = found.slice(-limitOf(params, 50, 100)).toReversed();
  return body(newest.map((each) => printAmendment(context, each)));
}

const COUNTDOWN = /^\d{1,12}$/;

/** A dead man's switch in wall time, one for each symbol; zero takes it back. */
function countdown({ session, account, params, instrument, wallMs }: RouteContext): Outcome {
  const text = params.get("countdownTime") ?? "";
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (!COUNTDOWN.test(text)) return refuse(ERRORS.badParameter("countdownTime"));
  const { symbol } = instrument.futures;
  const key = `${account.name}:${symbol}`;
  session.countdowns.delete(key);
  if (Number(text) > 0) session.countdowns.set(key, { account: account.name, symbol, dueMs: wallMs + Number(text) });
  return body({ symbol, countdownTime: text });
}

export const FUTURES_AMEND_ROUTES: Routes = {
  "PUT /fapi/v1/order": signed(1, amend, { symbol: "required", orders: 1 }),
  "GET /fapi/v1/orderAmendment": signed(1, history, { symbol: "required" }),
  "POST /fapi/v1/countdownCancelAll": signed(10, countdown, { symbol: "required", required: ["countdownTime"] }),
};
