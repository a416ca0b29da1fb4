import type { Applied } from "../../../exchange/apply.ts";
import type { Command } from "../../../exchange/command.ts";
import { findOrder } from "../../../order/cancel.ts";
import type { Order } from "../../../order/order.ts";
import { parsePlace } from "../place.ts";
import { type BinanceError, ERRORS, type Outcome, refuse, rejectionError } from "../reply.ts";
import type { Params, Route, RouteContext, Routes } from "../request.ts";
import { rememberAmendment } from "../session.ts";
import { parseAmend, printAmended } from "./amend.ts";
import { printAcknowledged, printChanged } from "./order.ts";

const signed = (handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight: 5,
  market: "futures",
  handle,
  ...more,
});

const PLACED_MAX = 5;
const CANCELLED_MAX = 10;

/** A list of objects as each would stand in a query of its own; null where it is none, or too long. */
function readList(text: string | undefined, most: number): readonly Params[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length === 0 || value.length > most) return null;
  const rows: Params[] = [];
  for (const each of value as unknown[]) {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return null;
    const fields = Object.entries(each).filter(([, field]) => field !== null);
    rows.push(
      new Map(fields.map(([name, field]) => [name, typeof field === "string" ? field : JSON.stringify(field)])),
    );
  }
  return rows;
}

/** One order of a batch: a command, or why there is none. */
type Entry =
  | { readonly kind: "command"; readonly command: Command; readonly print: (order: Order) => unknown }
  | { readonly kind: "refused"; readonly error: BinanceError };

const printError = ({ code, message }: BinanceError) => ({ code, msg: message });

function batch(entries: readonly Entry[]): Outcome {
  const placed = entries.filter((each) => each.kind === "command");
  const printOne = (entry: Entry, applied: Applied | undefined): unknown => {
    if (entry.kind === "refused") return printError(entry.error);
    if (applied === undefined) return printError(ERRORS.disconnected);
    if (!applied.result.ok) return printError(rejectionError(applied.result.error, "futures"));
    return applied.result.value.kind === "order" ? entry.print(applied.result.value.order) : null;
  };
  return {
    kind: "commands",
    commands: placed.map(({ command }) => command),
    answer: (applied) => {
      let next = 0;
      const value = entries.map((entry) => printOne(entry, entry.kind === "command" ? applied[next++] : undefined));
      return { status: 200, value };
    },
  };
}

function contextOf(context: RouteContext, params: Params): RouteContext {
  const index = context.session.symbols.futures.get(params.get("symbol")?.toUpperCase() ?? "");
  const instrument = index === undefined ? null : (context.state.world.instruments[index] ?? null);
  return { ...context, params, instrument };
}

function placeAll(context: RouteContext): Outcome {
  const rows = readList(context.params.get("batchOrders"), PLACED_MAX);
  if (rows === null) return refuse(ERRORS.badParameter("batchOrders"));
  return batch(
    rows.map((params): Entry => {
      const parsed = parsePlace(contextOf(context, params), "futures");
      if (!parsed.ok) return { kind: "refused", error: parsed.error };
      const print = params.get("newOrderRespType") === "RESULT" ? printChanged : printAcknowledged;
      return { kind: "command", command: parsed.value, print: (order) => print(context.state, order) };
    }),
  );
}

function amendAll(context: RouteContext): Outcome {
  const rows = readList(context.params.get("batchOrders"), PLACED_MAX);
  if (rows === null) return refuse(ERRORS.badParameter("batchOrders"));
  return batch(
    rows.map((params): Entry => {
      const parsed = parseAmend(contextOf(context, params));
      if (!parsed.ok) return { kind: "refused", error: parsed.error };
      const { command, before } = parsed.value;
      const print = (order: Order): unknown => {
        rememberAmendment(context.session, before, order);
        return printAmended(context.state, order);
      };
      return { kind: "command", command, print };
    }),
  );
}

/** Ids as a JSON list; the first of the two lists that is there counts. ccxt writes both names small, and is understood. */
function idsOf(params: Params): readonly (string | number)[] | null {
  for (const name of ["orderIdList", "origClientOrderIdList"]) {
    const text = params.get(name) ?? params.get(name.toLowerCase()) ?? "";
    if (text === "") continue;
    try {
      const value: unknown = JSON.parse(text);
      const fits = Array.isArray(value) && value.length > 0 && value.length <= CANCELLED_MAX;
      return fits ? (value as unknown[]).map((id) => (name === "orderIdList" ? Number(id) : String(id))) : null;
    } catch {
      return null;
    }
  }
  return null;
}

function cancelAllOf({ account, state, params, instrument }: RouteContext): Outcome {
  const ids = idsOf(params);
  if (instrument === null) return refuse(ERRORS.badSymbol);
  if (ids === null) return refuse(ERRORS.oneOf("orderIdList", "origClientOrderIdList"));
  return batch(
    ids.map((id): Entry => {
      const orderId = typeof id === "number" ? id : null;
      const clientOrderId = typeof id === "string" ? id : null;
      const order = findOrder(account, "futures", instrument.index, orderId, clientOrderId);
      if (order === undefined) return { kind: "refused", error: ERRORS.unknownOrder };
      return {
        kind: "command",
        command: {
          kind: "cancel",
          venueTimeMs: state.nowMs,
          account: account.name,
          market: "futures",
          symbol: instrument.futures.symbol,
          orderId: order.id,
          clientOrderId: null,
        },
        print: (cancelled) => printChanged(state, cancelled),
      };
    }),
  );
}

const ordersIn = (params: Params): number => readList(params.get("batchOrders"), PLACED_MAX)?.length ?? 1;

export const FUTURES_BATCH_ROUTES: Routes = {
  "POST /fapi/v1/batchOrders": signed(placeAll, { required: ["batchOrders"], orders: ordersIn }),
  "PUT /fapi/v1/batchOrders": signed(amendAll, { required: ["batchOrders"], orders: ordersIn }),
  "DELETE /fapi/v1/batchOrders": signed(cancelAllOf, { symbol: "required", weight: 1 }),
};
