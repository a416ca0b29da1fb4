import { type Amount, ZERO } from "@evenkeel/core/units";
import { type Account, leverageOf, positionOf } from "../account/account.ts";
import { initialMarginOf, summarizeFutures, valueOf } from "../account/margin.ts";
import { commissionOf } from "../account/money.ts";
import { spendable } from "../account/settings.ts";
import type { Plan } from "../book/plan.ts";
import type { PlaceCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Checked } from "./check.ts";
import { paidAmount, paidAsset, withCommission } from "./lock.ts";

const planValue = (checked: Checked, plan: Plan): Amount =>
  plan.fills.reduce((sum, fill) => sum + valueOf(checked.specification, fill.price, fill.quantity), 0n) as Amount;

/** Whether the account can pay for an order, or has the margin for what it opens. */
export function checkMoney(
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
  plan: Plan,
): Rejection | null {
  return command.market === "spot"
    ? checkSpotMoney(state, account, checked, command, plan)
    : checkFuturesMoney(state, account, checked, command, plan);
}

function checkSpotMoney(
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
  plan: Plan,
): Rejection | null {
  const { instrument, price, quantity, quoteQuantity } = checked;
  const asset = paidAsset(state, instrument, command.side);
  const needed =
    command.side === "BUY" && command.type === "MARKET"
      ? withCommission(state, account, planValue(checked, plan))
      : paidAmount(state, account, instrument, command.side, price, quoteQuantity === null ? quantity : plan.quantity);
  return spendable(state, account, asset) >= needed ? null : { reason: "insufficient-balance", detail: "" };
}

function checkFuturesMoney(
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
  plan: Plan,
): Rejection | null {
  if (command.reduceOnly) return null;
  const { instrument, specification, quantity } = checked;
  const position = positionOf(account, instrument.index, command.positionSide);
  const held = position?.quantity ?? 0;
  const direction = command.side === "BUY" ? 1 : -1;
  const closes = held * direction < 0 ? Math.min(Math.abs(held), quantity) : 0;
  if (closes === quantity) return null;
  const whole = command.type === "MARKET" ? planValue(checked, plan) : valueOf(specification, checked.price, quantity);
  const opening = ((whole * BigInt(quantity - closes)) / BigInt(quantity)) as Amount;
  const leverage = leverageOf(account, instrument.index);
  const ceiling = instrument.brackets.findLast((bracket) => bracket.leverageMax >= leverage)?.cap ?? ZERO;
  const heldCost = closes > 0 ? ZERO : (position?.cost ?? ZERO);
  if (heldCost + opening > ceiling) return { reason: "position-above-leverage", detail: "" };
  const needed = initialMarginOf(opening, leverage) + commissionOf(whole, account.fees.futuresTakerPpm);
  const { availableBalance } = summarizeFutures(state, account);
  return availableBalance >= needed ? null : { reason: "insufficient-margin", detail: "" };
}
