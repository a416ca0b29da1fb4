import { type Amount, ok, type Result, ZERO } from "@evenkeel/core/units";
import { type Account, CONDITIONALS_KEPT_MAX } from "../account/account.ts";
import { spendable } from "../account/settings.ts";
import type { CancelConditionalCommand, Command, PlaceConditionalCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Market } from "../world/instrument.ts";
import { keepsId } from "../world/venue.ts";
import { turnConditional } from "./announce.ts";
import { clientKey, findInstrument, reject } from "./check.ts";
import { checkConditional, type ReadConditional } from "./check-conditional.ts";
import type { ConditionalOrder, ConditionalStatus } from "./conditional.ts";
import { hold, paidAmount, paidAsset } from "./lock.ts";

/** How many conditional orders of an account may wait at once. */
export const CONDITIONALS_OPEN_MAX = 200;

export function placeConditional(
  state: ExchangeState,
  account: Account,
  command: PlaceConditionalCommand,
  events: ExchangeEvent[],
): Result<ConditionalOrder, Rejection> {
  const checked = checkConditional(state, account, command);
  if (!checked.ok) return checked;
  const { instrument, clientOrderId } = checked.value;
  const known = account.conditionalClientIds.get(clientKey(command.market, instrument.index, clientOrderId));
  if (known !== undefined && state.waiting.has(known)) return reject("duplicate-client-order-id");
  if (openConditionalsOf(state, account, null, null).length >= CONDITIONALS_OPEN_MAX) {
    return reject("conditional-orders-max");
  }
  const locked = command.market === "spot" ? lockOf(state, account, checked.value, command) : ZERO;
  const asset = paidAsset(state, instrument, command.side);
  if (locked > spendable(state, account, asset)) return reject("insufficient-balance");
  const conditional = createConditional(state, account, command, checked.value, locked);
  if (locked > 0n) hold(account, asset, locked);
  state.waiting.set(conditional.id, conditional);
  rememberConditional(account, conditional);
  turnConditional(state, conditional, "NEW", events);
  return ok(conditional);
}

/** A market order is held for at its trigger: what it will really cost nobody knows yet. */
const lockOf = (
  state: ExchangeState,
  account: Account,
  { instrument, price, quantity, triggerPrice }: ReadConditional,
  { side }: PlaceConditionalCommand,
): Amount => paidAmount(state, account, instrument, side, price === 0 ? triggerPrice : price, quantity);

function createConditional(
  state: ExchangeState,
  account: Account,
  command: PlaceConditionalCommand,
  read: ReadConditional,
  locked: Amount,
): ConditionalOrder {
  return {
    id: keepsId(state.world.venue, command.market) ? state.nextOrderId++ : state.nextConditionalId++,
    account: account.name,
    market: command.market,
    instrument: read.instrument.index,
    clientOrderId: read.clientOrderId,
    side: command.side,
    trigger: command.trigger,
    triggerBy: command.triggerBy,
    type: command.type,
    timeInForce: command.timeInForce,
    price: read.price,
    quantity: read.quantity,
    reduceOnly: command.reduceOnly || command.closePosition,
    closePosition: command.closePosition,
    positionSide: command.positionSide,
    selfTradePrevention: command.selfTradePrevention ?? "EXPIRE_MAKER",
    goodTillMs: command.timeInForce === "GTD" ? (command.goodTillMs ?? 0) : 0,
    callbackPpm: read.callbackPpm,
    activationPrice: read.activationPrice,
    createdMs: state.nowMs,
    locked,
    triggerPrice: read.triggerPrice,
    bestPrice: 0,
    status: "NEW",
    refusal: null,
    triggeredMs: 0,
    orderId: null,
    updatedMs: state.nowMs,
  };
}

/** Keeps a conditional order for later questions and forgets the oldest ones that wait no more. */
function rememberConditional(account: Account, conditional: ConditionalOrder): void {
  const { conditionals, conditionalClientIds } = account;
  conditionals.set(conditional.id, conditional);
  conditionalClientIds.set(
    clientKey(conditional.market, conditional.instrument, conditional.clientOrderId),
    conditional.id,
  );
  if (conditionals.size <= CONDITIONALS_KEPT_MAX) return;
  for (const [id, old] of conditionals) {
    if (conditionals.size <= CONDITIONALS_KEPT_MAX / 2) break;
    if (old.status === "NEW" || old.status === "TRIGGERED") continue;
    conditionals.delete(id);
    const key = clientKey(old.market, old.instrument, old.clientOrderId);
    if (conditionalClientIds.get(key) === id) conditionalClientIds.delete(key);
  }
}

/** A conditional order of this account by the venue's id or by the client's, waiting or not. */
export function findConditional(
  account: Account,
  market: Market,
  instrument: number,
  conditionalId: number | null,
  clientOrderId: string | null,
): ConditionalOrder | undefined {
  const id = conditionalId ?? account.conditionalClientIds.get(clientKey(market, instrument, clientOrderId ?? ""));
  const conditional = id === undefined ? undefined : account.conditionals.get(id);
  return conditional?.market === market && conditional.instrument === instrument ? conditional : undefined;
}

export function openConditionalsOf(
  state: ExchangeState,
  account: Account,
  market: Market | null,
  instrument: number | null,
): ConditionalOrder[] {
  const found: ConditionalOrder[] = [];
  for (const each of state.waiting.values()) {
    if (each.account !== account.name) continue;
    if ((market === null || each.market === market) && (instrument === null || each.instrument === instrument)) {
      found.push(each);
    }
  }
  return found;
}

/** Takes a conditional order out of the wait and gives back what it held. */
export function stopWaiting(state: ExchangeState, account: Account, conditional: ConditionalOrder): void {
  state.waiting.delete(conditional.id);
  const instrument = state.world.instruments[conditional.instrument];
  if (conditional.locked === 0n || instrument === undefined) return;
  hold(account, paidAsset(state, instrument, conditional.side), -conditional.locked as Amount);
}

export function closeConditional(
  state: ExchangeState,
  account: Account,
  conditional: ConditionalOrder,
  status: Exclude<ConditionalStatus, "NEW" | "TRIGGERED" | "FINISHED">,
  events: ExchangeEvent[],
): void {
  stopWaiting(state, account, conditional);
  turnConditional(state, conditional, status, events);
}

export function cancelConditional(
  state: ExchangeState,
  account: Account,
  command: CancelConditionalCommand,
  events: ExchangeEvent[],
): Result<ConditionalOrder, Rejection> {
  const { market, conditionalId, clientOrderId } = command;
  const instrument = findInstrument(state, market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const conditional = findConditional(account, market, instrument.index, conditionalId, clientOrderId);
  if (conditional === undefined || !state.waiting.has(conditional.id)) return reject("unknown-order");
  closeConditional(state, account, conditional, "CANCELED", events);
  return ok(conditional);
}

export function cancelAllConditionals(
  state: ExchangeState,
  account: Account,
  command: Extract<Command, { kind: "cancel-all-conditionals" }>,
  events: ExchangeEvent[],
): Result<readonly ConditionalOrder[], Rejection> {
  const instrument = findInstrument(state, command.market, command.symbol);
  if (instrument === undefined) return reject("unknown-symbol");
  const found = openConditionalsOf(state, account, command.market, instrument.index);
  for (const conditional of found) closeConditional(state, account, conditional, "CANCELED", events);
  return ok(found);
}
