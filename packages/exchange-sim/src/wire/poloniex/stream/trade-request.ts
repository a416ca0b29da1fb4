import type { Applied } from "../../../exchange/apply.ts";
import type { Command } from "../../../exchange/command.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { mayOrder } from "../../keys.ts";
import type { Dispatched, Reply } from "../../wire.ts";
import { clientIdOf } from "../order-text.ts";
import { ERRORS, type PoloniexError } from "../reply.ts";
import { fieldsOf, textOf } from "../request.ts";
import type { WireSession } from "../session.ts";
import { type CancelPlan, type Desk, orderOf, planCancelAll, planCancelByIds } from "../spot/order.ts";
import { planPlace } from "../spot/place.ts";
import type { Connection } from "./connection.ts";

const frame = (id: string, rows: readonly object[]): Reply => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ id, data: rows }),
});
const failure = ({ code, message }: PoloniexError) => ({ orderId: 0, clientOrderId: null, message, code });

/** Order entry on the spot socket; null for an event that is none of it. */
export function tradeRequest(
  state: ExchangeState,
  session: WireSession,
  connection: Connection,
  event: string,
  message: unknown,
  wallMs: number,
): Dispatched | null {
  const { door, key } = connection;
  const events = ["createOrder", "cancelOrders", "cancelAllOrders"];
  if (!door.private || door.market !== "spot" || !events.includes(event)) return null;
  const id = textOf(message, "id").slice(0, 64);
  const refuse = (error: PoloniexError): Dispatched => ({ kind: "reply", reply: frame(id, [failure(error)]) });
  const account = key === null ? undefined : state.accounts.get(key.account);
  if (key === null || account === undefined) return refuse(ERRORS.unauthorized);
  const desk: Desk = { state, session, account };
  const params = fieldsOf(message)["params"];
  if (event === "createOrder") {
    if (!mayOrder(key.restrictions, "spot", wallMs)) return refuse(ERRORS.denied);
    const planned = planPlace(desk, params);
    return "refusal" in planned
      ? refuse(planned.refusal)
      : commands([planned.command], ([applied]) => frame(id, [placedRow(applied)]));
  }
  const planned: CancelPlan | null =
    event === "cancelOrders" ? planCancelByIds(desk, params) : planCancelAll(desk, params);
  if (planned === null) return refuse(ERRORS.spot.parameter("params"));
  return commands(planned.commands, (applied) => frame(id, planned.rows(applied).map(numbered)));
}

const commands = (asked: readonly Command[], finish: (applied: readonly Applied[]) => Reply): Dispatched => ({
  kind: "commands",
  commands: asked,
  finish,
});

function placedRow(applied: Applied | undefined): object {
  const order = orderOf(applied);
  return "code" in order
    ? failure(order)
    : { orderId: order.id, clientOrderId: clientIdOf(order) ?? "", message: "", code: 200 };
}

/** Ids are numbers on the socket. */
const numbered = ({ orderId, clientOrderId, message, code }: Record<string, unknown>): object => ({
  orderId: typeof orderId === "string" && orderId !== "" ? Number(orderId) : 0,
  clientOrderId,
  message,
  code,
});
