import { type Amount, ok, parseAmount, type Result, unreachable } from "@evenkeel/core/units";
import { marginTypeOf, positionsOf } from "../account/account.ts";
import { bookIncome } from "../account/income.ts";
import { moveFutures, VENUE_UNIT } from "../account/money.ts";
import type { Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { findInstrument, reject } from "../order/check.ts";
import type { FaultCommand } from "./command.ts";
import { returnDepth, takeDepth } from "./depth.ts";

/** A late settlement still belongs to its hour's first minute. */
export const FUNDING_DELAY_SECONDS_MAX = 59;
const SKEW_MAX = 0.5;
const SHIFT_MAX = 2;

export function performFault(
  state: ExchangeState,
  command: FaultCommand,
  events: ExchangeEvent[],
): Result<null, Rejection> {
  switch (command.kind) {
    case "take-depth":
      return takeDepth(state, command);
    case "return-depth":
      return returnDepth(state, command);
    case "skew-mark":
      return skewMark(state, command.symbol, command.fraction);
    case "shift-prices":
      return shiftPrices(state, command.logReturn);
    case "shift-dollar":
      return shiftDollar(state, command.coin, command.logReturn);
    case "delay-funding":
      return delayFunding(state, command.seconds);
    case "correct-funding":
      return correctFunding(state, command, events);
    default:
      return unreachable(command);
  }
}

function skewMark(state: ExchangeState, symbol: string, fraction: number): Result<null, Rejection> {
  const instrument = findInstrument(state, "futures", symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  if (!Number.isFinite(fraction) || Math.abs(fraction) > SKEW_MAX) return reject("bad-price");
  const { markAt, markNext } = state.world.columns;
  markAt[instrument.index] = (markAt[instrument.index] ?? 0) + fraction;
  markNext[instrument.index] = (markNext[instrument.index] ?? 0) + fraction;
  return ok(null);
}

function shiftPrices(state: ExchangeState, logReturn: number): Result<null, Rejection> {
  if (!Number.isFinite(logReturn) || Math.abs(logReturn) > SHIFT_MAX) return reject("bad-price");
  const { logAt, logNext } = state.world.columns;
  for (const { index } of state.world.instruments) {
    logAt[index] = (logAt[index] ?? 0) + logReturn;
    logNext[index] = (logNext[index] ?? 0) + logReturn;
  }
  state.dollars.quoteLog -= logReturn;
  return ok(null);
}

function shiftDollar({ dollars }: ExchangeState, coin: string, logReturn: number): Result<null, Rejection> {
  const before = dollars.coinLogs.get(coin);
  if (before === undefined) return reject("unknown-symbol");
  if (!Number.isFinite(logReturn) || Math.abs(logReturn) > SHIFT_MAX) return reject("bad-price");
  dollars.coinLogs.set(coin, before + logReturn);
  return ok(null);
}

function delayFunding(state: ExchangeState, seconds: number): Result<null, Rejection> {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds > FUNDING_DELAY_SECONDS_MAX) {
    return reject("bad-quantity");
  }
  state.lateFunding.seconds = seconds;
  return ok(null);
}

function correctFunding(
  state: ExchangeState,
  command: Extract<FaultCommand, { kind: "correct-funding" }>,
  events: ExchangeEvent[],
): Result<null, Rejection> {
  const account = state.accounts.get(command.account);
  if (account === undefined) return reject("unknown-account");
  const instrument = findInstrument(state, "futures", command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const parsed = parseAmount(command.amount);
  if (!parsed.ok || parsed.value === 0n || parsed.value % VENUE_UNIT !== 0n) return reject("transfer-amount");
  const amount = parsed.value;
  moveFutures(state, "funding", account, amount);
  const [position] = positionsOf(account, instrument.index);
  if (position !== undefined && marginTypeOf(account, instrument.index) === "ISOLATED") {
    position.isolatedMargin = (position.isolatedMargin + amount) as Amount;
  }
  bookIncome(state, account, instrument.futures.symbol, "FUNDING_FEE", amount, null);
  events.push({
    kind: "funding",
    timeMs: state.nowMs,
    account: account.name,
    instrument: instrument.index,
    positionSide: position?.side ?? "BOTH",
    amount,
  });
  return ok(null);
}
