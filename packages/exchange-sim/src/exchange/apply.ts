import { type Amount, invariant, ok, type Result, unreachable } from "@evenkeel/core/units";
import type { Account } from "../account/account.ts";
import { adjustMargin } from "../account/adjust-margin.ts";
import { setFeeDiscount } from "../account/commission.ts";
import { setLeverage, setMarginMode, setMarginType, setPositionMode, transfer } from "../account/settings.ts";
import { deleverageShare } from "../account/takeover.ts";
import type { FaultCommand } from "../faults/command.ts";
import { performFault } from "../faults/perform.ts";
import { amendOrder } from "../order/amend.ts";
import { cancelAll, cancelOrder } from "../order/cancel.ts";
import { findInstrument, reject } from "../order/check.ts";
import type { ConditionalOrder } from "../order/conditional.ts";
import type { Order } from "../order/order.ts";
import { placeOrder } from "../order/place.ts";
import { replaceOrder } from "../order/replace.ts";
import { cancelAllConditionals, cancelConditional, placeConditional } from "../order/waiting.ts";
import { announce } from "../world/change.ts";
import { NO_SECOND } from "../world/world.ts";
import { advance } from "./advance.ts";
import type { Command, Rejection } from "./command.ts";
import type { ExchangeEvent } from "./event.ts";
import type { ExchangeState } from "./state.ts";

export type Answer =
  | { readonly kind: "order"; readonly order: Order }
  | { readonly kind: "orders"; readonly orders: readonly Order[] }
  | { readonly kind: "conditional"; readonly conditional: ConditionalOrder }
  | { readonly kind: "conditionals"; readonly conditionals: readonly ConditionalOrder[] }
  | { readonly kind: "leverage"; readonly leverage: number; readonly notionalMax: Amount }
  | { readonly kind: "transfer"; readonly transferId: number }
  | { readonly kind: "done" };

export interface Applied {
  readonly result: Result<Answer, Rejection>;
  /** Of the time that passed up to the command, then of the command. */
  readonly events: readonly ExchangeEvent[];
}

/** The one way in. Advances to the command's time, then does it; the same commands always make the same state. */
export function apply(state: ExchangeState, command: Command): Applied {
  invariant(command.venueTimeMs >= state.nowMs, "a command from before the exchange's time");
  const events = advance(state, command.venueTimeMs);
  state.safeUntilSecond = NO_SECOND;
  return { result: perform(state, command, events), events };
}

function perform(state: ExchangeState, command: Command, events: ExchangeEvent[]): Result<Answer, Rejection> {
  switch (command.kind) {
    case "shock":
      return shock(state, command.symbol, command.logReturn);
    case "announce":
      return announceChange(state, command);
    case "take-depth":
    case "return-depth":
    case "skew-mark":
    case "shift-prices":
    case "shift-dollar":
    case "delay-funding":
    case "correct-funding":
      return map(performFault(state, command, events), () => ({ kind: "done" }));
    default: {
      const account = state.accounts.get(command.account);
      return account === undefined ? reject("unknown-account") : performFor(state, account, command, events);
    }
  }
}

function performFor(
  state: ExchangeState,
  account: Account,
  command: Exclude<Command, FaultCommand | { kind: "shock" | "announce" }>,
  events: ExchangeEvent[],
): Result<Answer, Rejection> {
  switch (command.kind) {
    case "place":
      return map(placeOrder(state, account, command, events), (order) => ({ kind: "order", order: { ...order } }));
    case "cancel":
      return map(cancelOrder(state, account, command, events), (order) => ({ kind: "order", order: { ...order } }));
    case "amend":
      return map(amendOrder(state, account, command, events), (order) => ({ kind: "order", order: { ...order } }));
    case "replace":
      return map(replaceOrder(state, account, command, events), (order) => ({ kind: "order", order: { ...order } }));
    case "place-conditional":
      return map(placeConditional(state, account, command, events), conditionalAnswer);
    case "cancel-conditional":
      return map(cancelConditional(state, account, command, events), conditionalAnswer);
    case "cancel-all-conditionals":
      return map(cancelAllConditionals(state, account, command, events), (conditionals) => ({
        kind: "conditionals",
        conditionals: conditionals.map((each) => ({ ...each })),
      }));
    case "cancel-all":
      return map(cancelAll(state, account, command.market, command.symbol, events), (orders) => ({
        kind: "orders",
        orders: orders.map((order) => ({ ...order })),
      }));
    case "set-leverage":
      return map(setLeverage(state, account, command, events), (value) => ({ kind: "leverage", ...value }));
    case "set-margin-type":
      return map(setMarginType(state, account, command, events), () => ({ kind: "done" }));
    case "set-margin-mode":
      return map(setMarginMode(state, account, command, events), () => ({ kind: "done" }));
    case "set-position-mode":
      return map(setPositionMode(state, account, command, events), () => ({ kind: "done" }));
    case "set-fee-discount":
      return map(setFeeDiscount(state, account, command, events), () => ({ kind: "done" }));
    case "deleverage":
      return map(deleverageShare(state, account, command, events), (order) => ({ kind: "order", order: { ...order } }));
    case "adjust-margin":
      return map(adjustMargin(state, account, command, events), () => ({ kind: "done" }));
    case "transfer":
      return map(transfer(state, account, command, events), (value) => ({ kind: "transfer", ...value }));
    default:
      return unreachable(command);
  }
}

const conditionalAnswer = (conditional: ConditionalOrder): Answer => ({
  kind: "conditional",
  conditional: { ...conditional },
});

const map = <T>(result: Result<T, Rejection>, make: (value: T) => Answer): Result<Answer, Rejection> =>
  result.ok ? ok(make(result.value)) : result;

function announceChange(
  state: ExchangeState,
  { symbol, change, atMs }: Extract<Command, { kind: "announce" }>,
): Result<Answer, Rejection> {
  const instrument = findInstrument(state, "futures", symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const refused = announce(state.world, instrument.index, change, atMs, state.nowMs);
  return refused === null ? ok({ kind: "done" }) : reject(refused);
}

function shock(state: ExchangeState, symbol: string, logReturn: number): Result<Answer, Rejection> {
  const instrument = findInstrument(state, "futures", symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  if (!Number.isFinite(logReturn) || Math.abs(logReturn) > 2) return reject("bad-price");
  const { logAt, logNext } = state.world.columns;
  logAt[instrument.index] = (logAt[instrument.index] ?? 0) + logReturn;
  logNext[instrument.index] = (logNext[instrument.index] ?? 0) + logReturn;
  return ok({ kind: "done" });
}
