import { type Amount, ok, parseAmount, type Result, ZERO } from "@evenkeel/core/units";
import type { Command, Reason, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { openOrdersOf } from "../order/cancel.ts";
import { findInstrument, reject } from "../order/check.ts";
import { PROFILES } from "../world/venue.ts";
import { quoteAssetOf } from "../world/world.ts";
import { type Account, leverageOf, marginTypeOf, positionsOf, spotBalance } from "./account.ts";
import { bookIncome } from "./income.ts";
import { bracketOf, summarizeFutures } from "./margin.ts";
import { isUnified, VENUE_UNIT } from "./money.ts";

type CommandOf<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type Setting = Extract<ExchangeEvent, { kind: "setting" }>["setting"];

function announce(state: ExchangeState, account: Account, instrument: number | null, setting: Setting): ExchangeEvent {
  return { kind: "setting", timeMs: state.nowMs, account: account.name, instrument, setting };
}

export function setLeverage(
  state: ExchangeState,
  account: Account,
  command: CommandOf<"set-leverage">,
  events: ExchangeEvent[],
): Result<{ readonly leverage: number; readonly notionalMax: Amount }, Rejection> {
  const instrument = findInstrument(state, "futures", command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const { leverage } = command;
  if (!Number.isSafeInteger(leverage) || leverage < 1 || leverage > 125) return reject("leverage-invalid");
  const tier = instrument.brackets.findLast((bracket) => bracket.leverageMax >= leverage);
  if (tier === undefined) return reject("leverage-too-high", String(instrument.brackets[0]?.leverageMax ?? 1));
  const before = leverageOf(account, instrument.index);
  for (const position of positionsOf(account, instrument.index)) {
    if (bracketOf(instrument.brackets, position.cost).leverageMax < leverage) return reject("position-above-leverage");
    if (marginTypeOf(account, instrument.index) === "ISOLATED" && leverage < before) {
      return reject("isolated-leverage-reduction");
    }
  }
  account.leverage.set(instrument.index, leverage);
  if (summarizeFutures(state, account).availableBalance === 0n && leverage < before) {
    account.leverage.set(instrument.index, before);
    return reject("insufficient-margin");
  }
  if (leverage !== before) events.push(announce(state, account, instrument.index, "leverage"));
  return ok({ leverage, notionalMax: tier.cap });
}

export function setMarginType(
  state: ExchangeState,
  account: Account,
  command: CommandOf<"set-margin-type">,
  events: ExchangeEvent[],
): Result<null, Rejection> {
  const instrument = findInstrument(state, "futures", command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  if (marginTypeOf(account, instrument.index) === command.marginType) return reject("margin-type-unchanged");
  if (openOrdersOf(state, account, "futures", instrument.index).length > 0) return reject("margin-type-open-orders");
  if (positionsOf(account, instrument.index).length > 0) return reject("margin-type-open-position");
  account.marginType.set(instrument.index, command.marginType);
  events.push(announce(state, account, instrument.index, "margin-type"));
  return ok(null);
}

/** For every contract at once, as a unified account has it. Only what holds no position and no order can change. */
export function setMarginMode(
  state: ExchangeState,
  account: Account,
  command: CommandOf<"set-margin-mode">,
  events: ExchangeEvent[],
): Result<null, Rejection> {
  if (account.marginMode === command.marginType) return reject("margin-type-unchanged");
  if (openOrdersOf(state, account, "futures", null).length > 0) return reject("margin-type-open-orders");
  if (account.positions.size > 0) return reject("margin-type-open-position");
  account.marginMode = command.marginType;
  events.push(announce(state, account, null, "margin-type"));
  return ok(null);
}

export function setPositionMode(
  state: ExchangeState,
  account: Account,
  command: CommandOf<"set-position-mode">,
  events: ExchangeEvent[],
): Result<null, Rejection> {
  if (account.hedgeMode === command.hedge) return reject("position-mode-unchanged");
  if (openOrdersOf(state, account, "futures", null).length > 0) return reject("position-mode-open-orders");
  if (account.positions.size > 0) return reject("position-mode-open-position");
  account.hedgeMode = command.hedge;
  events.push(announce(state, account, null, "position-mode"));
  return ok(null);
}

/**
 * Moves the quote asset between the two wallets, or the coin that commissions may be paid in. Only what is free on the
 * spot side, only what is available on the other.
 */
export function transfer(
  state: ExchangeState,
  account: Account,
  command: CommandOf<"transfer">,
  events: ExchangeEvent[],
): Result<{ readonly transferId: number }, Rejection> {
  const { asset } = command;
  const parsed = parseAmount(command.amount);
  const refuse = (reason: Reason) => reject(reason, asset);
  if (!parsed.ok || parsed.value <= 0n || parsed.value % VENUE_UNIT !== 0n) return refuse("transfer-amount");
  if (isUnified(state)) return moveFunding(state, account, asset, parsed.value, command.to, events);
  const isQuote = asset === quoteAssetOf(state.world);
  const isCoin = asset === PROFILES[state.world.venue].feeDiscount?.asset;
  if (command.to === "funding" || !(isQuote || isCoin)) return refuse("transfer-amount");
  const amount = parsed.value;
  const into = command.to === "futures";
  const beside = isQuote ? transferable(state, account) : account.futuresDiscountCoin;
  const available = into ? (account.spot.get(asset)?.free ?? 0n) : beside;
  if (available < amount) return refuse("transfer-insufficient");
  const signed = (into ? amount : -amount) as Amount;
  const balance = spotBalance(account, asset);
  balance.free = (balance.free - signed) as Amount;
  if (isQuote) account.futuresWallet = (account.futuresWallet + signed) as Amount;
  else account.futuresDiscountCoin = (account.futuresDiscountCoin + signed) as Amount;
  account.transfers += 1;
  bookIncome(state, account, "", "TRANSFER", signed, null, asset);
  events.push({ kind: "transfer", timeMs: state.nowMs, account: account.name, asset, amount: signed });
  return ok({ transferId: account.transfers });
}

/** Between the one wallet of a unified account and its funding: any coin, as far as it stands behind nothing. */
function moveFunding(
  state: ExchangeState,
  account: Account,
  asset: string,
  amount: Amount,
  to: CommandOf<"transfer">["to"],
  events: ExchangeEvent[],
): Result<{ readonly transferId: number }, Rejection> {
  const funded = account.funding.get(asset) ?? ZERO;
  const out = to === "funding";
  if ((out ? spendable(state, account, asset) : funded) < amount) return reject("transfer-insufficient", asset);
  const signed = (out ? -amount : amount) as Amount;
  account.funding.set(asset, (funded - signed) as Amount);
  const balance = spotBalance(account, asset);
  balance.free = (balance.free + signed) as Amount;
  account.transfers += 1;
  bookIncome(state, account, "", "TRANSFER", signed, null, asset);
  events.push({ kind: "transfer", timeMs: state.nowMs, account: account.name, asset, amount: signed });
  return ok({ transferId: account.transfers });
}

/** What a spot purchase may spend of an asset: in a unified account not what stands behind contracts. */
export function spendable(state: ExchangeState, account: Account, asset: string): Amount {
  const free = account.spot.get(asset)?.free ?? ZERO;
  if (!isUnified(state) || asset !== quoteAssetOf(state.world)) return free;
  const unbound = transferable(state, account);
  return free < unbound ? free : unbound;
}

/** Unrealised profit opens positions but cannot leave. */
export function transferable(state: ExchangeState, account: Account): Amount {
  const summary = summarizeFutures(state, account);
  const cashOnly =
    summary.crossUnrealizedPnl > 0n ? summary.availableBalance - summary.crossUnrealizedPnl : summary.availableBalance;
  return (cashOnly < 0n ? 0n : cashOnly) as Amount;
}
