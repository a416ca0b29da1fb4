import type { AmendCommand } from "../../../exchange/command.ts";
import { specificationOf } from "../../../world/instrument.ts";
import { ERRORS } from "../reply.ts";
import { bad, good, type Parsed, type RouteContext, textOf } from "../request.ts";
import { namedConditional } from "./conditional.ts";
import { endedProblem, namedOrder, type OrderTask } from "./order.ts";
import { unservedOf } from "./place.ts";
import { whereOf } from "./where.ts";

/** A resting order keeps its name. What waits for a price cannot be changed here. */
export function parseAmend(context: RouteContext): Parsed<OrderTask> {
  const where = whereOf(context);
  if (!where.ok) return where;
  const { market, instrument } = where.value;
  const unserved = unservedOf(context.params);
  if (unserved !== null) return bad(unserved);
  if (namedConditional(context, where.value) !== null) {
    return bad(ERRORS.request("A conditional order cannot be amended in this simulation"));
  }
  const order = namedOrder(context, where.value);
  if (!order.ok) return order;
  const ended = endedProblem(order.value);
  if (ended !== null) return bad(ended);
  const command: AmendCommand = {
    kind: "amend",
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market,
    symbol: specificationOf(instrument, market).symbol,
    orderId: order.value.id,
    clientOrderId: null,
    price: textOf(context.params, "price"),
    quantity: textOf(context.params, "qty"),
  };
  if (command.price === null && command.quantity === null) return bad(ERRORS.request("price or qty is required"));
  return good({ command, market });
}
