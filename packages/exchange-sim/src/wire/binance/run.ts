import { isDollarSymbol } from "../../dollar/dollars.ts";
import { createAccount } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { mayOrder, UNRESTRICTED } from "../keys.ts";
import type { Dispatched, Reply } from "../wire.ts";
import { chargeOrder, type RateCount } from "./limits.ts";
import { type BinanceError, ERRORS, rejectionError } from "./reply.ts";
import type { Family, Params, Route } from "./request.ts";
import type { WireSession } from "./session.ts";

const JSON_HEADERS = { "Content-Type": "application/json;charset=utf-8" };

export function errorReply(error: BinanceError, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: error.status,
    headers: { ...JSON_HEADERS, ...headers },
    body: JSON.stringify({ code: error.code, msg: error.message }),
  };
}

/** A call that has been let in: its key, its signature and the form of its parameters were found good. */
export interface Call {
  readonly family: Family;
  readonly route: Route;
  readonly apiKey: string | null;
  readonly params: Params;
  readonly wallMs: number;
  /** What the answer carries beside its own: the weight that was used. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly dispatched: Dispatched;
  /** How many orders the account has placed, where the call counts as one. */
  readonly counts: readonly RateCount[];
}

/** Stands where a route needs no account; public routes never look at it. */
const NOBODY = createAccount({ name: "" }, 0);

export function runRoute(state: ExchangeState, session: WireSession, call: Call): Ran {
  const { family, route, params, wallMs, headers } = call;
  const answer = (error: BinanceError, more: Readonly<Record<string, string>> = {}): Dispatched => ({
    kind: "reply",
    reply: errorReply(error, { ...headers, ...more }),
  });
  const key = call.apiKey === null ? undefined : session.keys.get(call.apiKey);
  const account = key === undefined ? undefined : state.accounts.get(key.account);
  if (account === undefined && route.security !== "none") return { dispatched: answer(ERRORS.badKey), counts: [] };
  const orders = typeof route.orders === "function" ? route.orders(params) : (route.orders ?? 0);
  if (key !== undefined && orders > 0 && !mayOrder(key.restrictions, route.market, wallMs)) {
    return { dispatched: answer(ERRORS.badKey), counts: [] };
  }
  const symbol = params.get(route.symbolName ?? "symbol");
  const index = symbol === undefined ? undefined : session.symbols[route.market].get(symbol.toUpperCase());
  const instrument = index === undefined ? null : (state.world.instruments[index] ?? null);
  const named = symbol !== undefined && symbol !== "" && !(route.dollars === true && isDollarSymbol(state, symbol));
  if (instrument === null && route.symbol !== undefined && named) {
    return { dispatched: answer(ERRORS.badSymbol), counts: [] };
  }
  const charge = orders > 0 ? chargeOrder(session, family, key?.account ?? "", orders, wallMs) : null;
  const counts = charge?.counts ?? [];
  if (charge !== null && charge.refusal !== null) {
    const retry = { "Retry-After": String(charge.refusal.retryAfterSeconds) };
    return { dispatched: answer(charge.refusal, { ...charge.headers, ...retry }), counts };
  }
  const restrictions = key?.restrictions ?? UNRESTRICTED;
  const context = { state, session, params, instrument, account: account ?? NOBODY, restrictions, wallMs };
  return { dispatched: settle(route, context, { ...JSON_HEADERS, ...headers, ...charge?.headers }), counts };
}

function settle(
  route: Route,
  context: Parameters<Route["handle"]>[0],
  headers: Readonly<Record<string, string>>,
): Dispatched {
  const outcome = route.handle(context);
  switch (outcome.kind) {
    case "refuse":
      return { kind: "reply", reply: errorReply(outcome.error, headers) };
    case "body":
      return { kind: "reply", reply: { status: 200, headers, body: outcome.body } };
    case "command":
      return {
        kind: "commands",
        commands: [outcome.command],
        finish: ([applied]) => {
          if (applied === undefined) return errorReply(ERRORS.disconnected, headers);
          return applied.result.ok
            ? { status: 200, headers, body: JSON.stringify(outcome.answer(applied.result.value, applied)) }
            : errorReply(rejectionError(applied.result.error, outcome.market), headers);
        },
      };
    case "commands":
      return {
        kind: "commands",
        commands: outcome.commands,
        finish: (applied) => {
          const { status, value } = outcome.answer(applied);
          return { status, headers, body: JSON.stringify(value) };
        },
      };
  }
}
