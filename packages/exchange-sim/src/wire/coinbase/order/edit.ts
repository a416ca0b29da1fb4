import { parseMantissa } from "@evenkeel/core/units";
import type { AmendCommand, Reason } from "../../../exchange/command.ts";
import type { Order } from "../../../order/order.ts";
import { decimal } from "../format.ts";
import { body, type Outcome } from "../reply.ts";
import type { RouteContext } from "../request.ts";
import type { Request } from "./configuration.ts";
import { failureOf } from "./failure.ts";
import { crosses, NO_ESTIMATE, obstacleTo, printEstimate } from "./preview.ts";
import { findSeen, type Seen } from "./seen.ts";

/** Why an order stays as it is: an edit's own reason, or that of a preview. */
interface EditFailure {
  readonly edit: string;
  readonly preview: string;
}

const NO_EDIT_REASON = "UNKNOWN_EDIT_ORDER_FAILURE_REASON";
const NO_PREVIEW_REASON = "UNKNOWN_PREVIEW_FAILURE_REASON";
const edit = (reason: string): EditFailure => ({ edit: reason, preview: NO_PREVIEW_REASON });

interface Wanted {
  readonly seen: Seen;
  readonly order: Order;
  readonly price: string;
  readonly size: string;
}

type Read = { readonly ok: true; readonly value: Wanted } | { readonly ok: false; readonly failure: EditFailure };
const fail = (failure: EditFailure): Read => ({ ok: false, failure });

/** Only a limit order that is in the book until cancelled; and its new price and size, both of them. */
function read({ state, session, account, body: sent }: RouteContext): Read {
  const { order_id: id, price, size } = sent;
  const seen = findSeen(state, account, typeof id === "string" ? session.identity.orderNumber(id) : null);
  if (seen === null) return fail(edit("ORDER_NOT_FOUND"));
  if (seen.status !== "OPEN") return fail(edit("ONLY_OPEN_ORDERS_CAN_BE_EDITED"));
  const order = state.resting.get(seen.id);
  if (order === undefined || seen.type !== "LIMIT" || seen.lasting !== "GOOD_UNTIL_CANCELLED") {
    return fail(edit("ONLY_LIMIT_ORDER_EDITS_SUPPORTED"));
  }
  const { spot } = seen.instrument;
  // A size that is not sent counts as none.
  const newSize = parseMantissa(typeof size === "string" ? size : "0", spot.quantityScale);
  const newPrice = parseMantissa(typeof price === "string" ? price : "0", spot.priceScale);
  if (!newSize.ok) return fail(edit("INVALID_EDITED_SIZE"));
  if (!newPrice.ok || newPrice.value <= 0) return fail(edit("INVALID_EDITED_PRICE"));
  if (newSize.value <= order.executed) {
    return fail(edit(order.executed > 0 ? "CANNOT_EDIT_TO_BELOW_FILLED_SIZE" : "INVALID_EDITED_SIZE"));
  }
  if (newSize.value === order.quantity && newPrice.value === order.price) {
    return fail(edit("EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST"));
  }
  // The exchange would end such an order; Coinbase leaves it where it is.
  if (seen.postOnly && crosses(state, account, seen, newPrice.value)) return fail(previewFailure("would-cross"));
  return {
    ok: true,
    value: {
      seen,
      order,
      price: decimal(newPrice.value, spot.priceScale),
      size: decimal(newSize.value, spot.quantityScale),
    },
  };
}

const previewFailure = (reason: Reason): EditFailure => ({
  edit: NO_EDIT_REASON,
  preview: failureOf(reason).preview,
});

const EDIT_REASONS: Readonly<Partial<Record<Reason, string>>> = {
  "unknown-order": "ORDER_NOT_FOUND",
  "amend-unchanged": "EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST",
  "amend-limit": "EXCEEDED_MAX_ALLOWED_EDIT_REQUEST_COUNT",
};

function failureFor(reason: Reason): EditFailure {
  const own = EDIT_REASONS[reason];
  return own === undefined ? previewFailure(reason) : edit(own);
}

const printFailure = (failure: EditFailure) => ({
  edit_failure_reason: failure.edit,
  preview_failure_reason: failure.preview,
});

const failed = (failure: EditFailure) => ({
  success: false,
  error_response: {
    error_details: "",
    edit_order_failure_reason: failure.edit,
    errors: [printFailure(failure)],
  },
  errors: [printFailure(failure)],
});

/** The order keeps its id and its fills. */
export function editOrder(context: RouteContext): Outcome {
  const { state, session, account } = context;
  const wanted = read(context);
  if (!wanted.ok) return body(failed(wanted.failure));
  const { seen, price, size } = wanted.value;
  const command: AmendCommand = {
    kind: "amend",
    venueTimeMs: state.nowMs,
    account: account.name,
    market: "spot",
    symbol: seen.instrument.spot.symbol,
    orderId: seen.id,
    clientOrderId: null,
    price,
    quantity: size,
  };
  return {
    kind: "commands",
    commands: [command],
    answer: ([applied]) => {
      if (applied === undefined) return failed(edit("COMMANDER_REJECTED_EDIT_ORDER"));
      if (!applied.result.ok) return failed(failureFor(applied.result.error.reason));
      return { success: true, success_response: { order_id: session.identity.order(seen.id) }, errors: [] };
    },
  };
}

const NO_MARGIN = { order_margin_total: "0", pnl_configuration: null };

/** As if the rest of the order were placed anew. */
export function previewEdit(context: RouteContext): Outcome {
  const { state, account } = context;
  const wanted = read(context);
  if (!wanted.ok) return body({ errors: [printFailure(wanted.failure)], ...NO_ESTIMATE, ...NO_MARGIN });
  const { seen, price, size } = wanted.value;
  const request: Request = {
    side: seen.side,
    instrument: seen.instrument,
    configuration: {
      kind: "limit",
      baseSize: size,
      limitPrice: price,
      lasts: "GTC",
      postOnly: seen.postOnly,
      endMs: null,
    },
  };
  // What the order holds is free for what takes its place.
  const obstacle = obstacleTo(state, account, request, seen.held);
  const errors = obstacle === null ? [] : [printFailure({ edit: NO_EDIT_REASON, preview: obstacle.preview })];
  return body({ errors, ...printEstimate(state, account, request), ...NO_MARGIN });
}
