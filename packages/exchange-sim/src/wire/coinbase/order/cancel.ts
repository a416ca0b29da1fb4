import type { Account } from "../../../account/account.ts";
import type { Applied } from "../../../exchange/apply.ts";
import type { Command } from "../../../exchange/command.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { ERRORS, type Outcome, refuse } from "../reply.ts";
import type { RouteContext } from "../request.ts";
import { findSeen } from "./seen.ts";

const CANCELS_MAX = 100;

/** What is asked of one order: a command, or the reason why there is none. */
type Asked = { readonly id: string; readonly command: Command } | { readonly id: string; readonly refusal: string };

export function cancelOrders({ state, session, account, body: sent }: RouteContext): Outcome {
  const ids = sent["order_ids"];
  if (!Array.isArray(ids) || ids.length === 0) return refuse(ERRORS.invalid("order_ids are required"));
  if (ids.length > CANCELS_MAX) return refuse(ERRORS.invalid(`at most ${CANCELS_MAX} order_ids`));
  const names = ids.map(String);
  const asked: readonly Asked[] = names.map((id, at) =>
    names.indexOf(id) < at
      ? { id, refusal: "DUPLICATE_CANCEL_REQUEST" }
      : ask(state, account, id, session.identity.orderNumber(id)),
  );
  return {
    kind: "commands",
    commands: asked.flatMap((each) => ("command" in each ? [each.command] : [])),
    answer: (applied) => ({ results: answerAll(asked, applied) }),
  };
}

function ask(state: ExchangeState, account: Account, id: string, number: number | null): Asked {
  const seen = findSeen(state, account, number);
  if (seen === null) return { id, refusal: "UNKNOWN_CANCEL_ORDER" };
  if (seen.status === "FILLED") return { id, refusal: "ORDER_IS_FULLY_FILLED" };
  if (seen.status !== "OPEN") return { id, refusal: "UNKNOWN_CANCEL_ORDER" };
  const common = {
    venueTimeMs: state.nowMs,
    account: account.name,
    market: "spot",
    symbol: seen.instrument.spot.symbol,
    clientOrderId: null,
  } as const;
  return state.waiting.has(seen.id)
    ? { id, command: { ...common, kind: "cancel-conditional", conditionalId: seen.id } }
    : { id, command: { ...common, kind: "cancel", orderId: seen.id } };
}

/** Between the question and the command an order may have been filled. */
function answerAll(asked: readonly Asked[], applied: readonly Applied[]) {
  let next = 0;
  return asked.map((each) => {
    const done = "command" in each && applied[next++]?.result.ok === true;
    const refusal = "refusal" in each ? each.refusal : "UNKNOWN_CANCEL_ORDER";
    return {
      success: done,
      failure_reason: done ? "UNKNOWN_CANCEL_FAILURE_REASON" : refusal,
      order_id: each.id,
    };
  });
}
