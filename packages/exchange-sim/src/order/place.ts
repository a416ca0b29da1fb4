import { type Amount, ok, type Quantity, quantityAmount, type Result, ZERO } from "@evenkeel/core/units";
import { type Account, leverageOf, ORDERS_KEPT_MAX, spotBalance } from "../account/account.ts";
import { initialMarginOf, summarizeFutures, valueOf } from "../account/margin.ts";
import { commissionOf } from "../account/money.ts";
import { spendable } from "../account/settings.ts";
import { type Ask, type Plan, planTaker, reducibleBy, takeSynthetic } from "../book/plan.ts";
import type { PlaceCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { PROFILES } from "../world/venue.ts";
import { quoteAssetOf } from "../world/world.ts";
import { closeOrder, expireReduceOnly } from "./cancel.ts";
import { type Checked, checkOrder, clientKey, referencePrice, reject } from "./check.ts";
import { bookFill } from "./fill.ts";
import { isOpen, type Order, remainingOf } from "./order.ts";
import { fillMaker } from "./resting.ts";

export function placeOrder(
  state: ExchangeState,
  account: Account,
  command: PlaceCommand,
  events: ExchangeEvent[],
): Result<Order, Rejection> {
  const checkedOrder = checkOrder(state, account, command);
  if (!checkedOrder.ok) return checkedOrder;
  const checked = checkedOrder.value;
  const closer = { account: account.name, instrument: checked.instrument.index, side: command.side };
  const reducible = command.reduceOnly ? reducibleBy(state, closer) : checked.quantity;
  if (reducible === 0) return reject("reduce-only-rejected");
  const ask: Ask = {
    account: account.name,
    market: command.market,
    instrument: checked.instrument.index,
    side: command.side,
    limit: limitOf(state, checked, command),
    quantity: Math.min(checked.quantity, reducible),
  };
  const plan = planTaker(state, ask);
  const postOnly = command.type === "LIMIT_MAKER" || (command.type === "LIMIT" && command.timeInForce === "GTX");
  const crosses = postOnly && (plan.quantity > 0 || plan.ownCrossed.length > 0);
  const { crossingPostOnlyEnds } = PROFILES[state.world.venue];
  if (crosses && !crossingPostOnlyEnds) return reject("would-cross");
  const refused = checkMarket(command, plan) ?? checkMoney(state, account, checked, command, plan);
  if (refused !== null) return { ok: false, error: refused };

  const order = createOrder(state, account, checked, command, events);
  const short = command.type === "LIMIT" && command.timeInForce === "FOK" && plan.quantity < checked.quantity;
  const killed = short || crosses;
  if (!killed) executePlan(state, ask, order, plan, events);
  if (remainingOf(order) > 0) {
    const rests = command.type === "LIMIT_MAKER" || (command.type === "LIMIT" && /^GT[CX]$/.test(command.timeInForce));
    if (rests && !killed && !(command.reduceOnly && reducibleBy(state, order) === 0)) {
      rest(state, account, checked, order);
    } else {
      order.status = "EXPIRED";
      order.updatedMs = state.nowMs;
      events.push({ kind: "order", timeMs: state.nowMs, order: { ...order }, trade: null });
    }
  }
  expireReduceOnly(state, account, checked.instrument.index, events);
  return ok(order);
}

/** A market order on futures goes no further than the price band; on spot it takes what there is. */
function limitOf(state: ExchangeState, checked: Checked, command: PlaceCommand): number | null {
  if (command.type !== "MARKET") return checked.price;
  if (command.market === "spot") return null;
  const reference = referencePrice(state, checked.instrument, "futures");
  const { priceUpPercent, priceDownPercent } = checked.specification;
  return command.side === "BUY"
    ? Math.floor((reference * priceUpPercent) / 100)
    : Math.ceil((reference * priceDownPercent) / 100);
}

function checkMarket(command: PlaceCommand, plan: Plan): Rejection | null {
  if (command.type !== "MARKET" || command.market === "spot" || plan.quantity > 0) return null;
  return { reason: "counterparty-price-band", detail: "" };
}

const planValue = (checked: Checked, plan: Plan): Amount =>
  plan.fills.reduce((sum, fill) => sum + valueOf(checked.specification, fill.price, fill.quantity), 0n) as Amount;

function checkMoney(
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
  const { specification, quantity, price } = checked;
  const [asset, needed] =
    command.side === "SELL"
      ? [specification.baseAsset, quantityAmount(quantity as Quantity, specification.quantityScale)]
      : [
          quoteAssetOf(state.world),
          command.type === "MARKET" ? planValue(checked, plan) : valueOf(specification, price, quantity),
        ];
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
  const held = account.positions.get(instrument.index)?.quantity ?? 0;
  const direction = command.side === "BUY" ? 1 : -1;
  const closes = held * direction < 0 ? Math.min(Math.abs(held), quantity) : 0;
  if (closes === quantity) return null;
  const whole = command.type === "MARKET" ? planValue(checked, plan) : valueOf(specification, checked.price, quantity);
  const opening = ((whole * BigInt(quantity - closes)) / BigInt(quantity)) as Amount;
  const leverage = leverageOf(account, instrument.index);
  const ceiling = instrument.brackets.findLast((bracket) => bracket.leverageMax >= leverage)?.cap ?? ZERO;
  const heldCost = closes > 0 ? ZERO : (account.positions.get(instrument.index)?.cost ?? ZERO);
  if (heldCost + opening > ceiling) return { reason: "position-above-leverage", detail: "" };
  const needed = initialMarginOf(opening, leverage) + commissionOf(whole, account.fees.futuresTakerPpm);
  const { availableBalance } = summarizeFutures(state, account);
  return availableBalance >= needed ? null : { reason: "insufficient-margin", detail: "" };
}

function createOrder(
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
  events: ExchangeEvent[],
): Order {
  const order: Order = {
    id: state.nextOrderId++,
    account: account.name,
    market: command.market,
    instrument: checked.instrument.index,
    clientOrderId: checked.clientOrderId,
    side: command.side,
    type: command.type,
    timeInForce: command.type === "LIMIT" ? command.timeInForce : "GTC",
    price: command.type === "MARKET" ? 0 : checked.price,
    quantity: checked.quantity,
    reduceOnly: command.reduceOnly,
    origin: "account",
    createdMs: state.nowMs,
    executed: 0,
    quote: ZERO,
    status: "NEW",
    updatedMs: state.nowMs,
    queueAhead: -1,
  };
  rememberOrder(account, order);
  events.push({ kind: "order", timeMs: state.nowMs, order: { ...order }, trade: null });
  return order;
}

/** Keeps an order for later questions and forgets the oldest closed ones beyond the limit. */
export function rememberOrder(account: Account, order: Order): void {
  account.orders.set(order.id, order);
  account.clientIds.set(clientKey(order.market, order.instrument, order.clientOrderId), order.id);
  if (account.orders.size <= ORDERS_KEPT_MAX) return;
  for (const [id, old] of account.orders) {
    if (account.orders.size <= ORDERS_KEPT_MAX / 2) break;
    if (isOpen(old)) continue;
    account.orders.delete(id);
    const key = clientKey(old.market, old.instrument, old.clientOrderId);
    if (account.clientIds.get(key) === id) account.clientIds.delete(key);
  }
}

function executePlan(state: ExchangeState, ask: Ask, order: Order, plan: Plan, events: ExchangeEvent[]): void {
  for (const own of plan.ownCrossed) closeOrder(state, own, "EXPIRED_IN_MATCH", events);
  for (const fill of plan.fills) {
    if (fill.maker === null) takeSynthetic(state, ask, fill.quantity);
    else fillMaker(state, fill.maker, fill.price, fill.quantity, events);
    bookFill(state, order, { price: fill.price, quantity: fill.quantity, maker: false }, events);
  }
}

/** Puts the rest on the book; spot locks what the order will pay with. */
function rest(state: ExchangeState, account: Account, checked: Checked, order: Order): void {
  state.resting.set(order.id, order);
  account.openOrders.add(order.id);
  if (order.market === "futures") return;
  const { specification } = checked;
  const asset = order.side === "BUY" ? quoteAssetOf(state.world) : specification.baseAsset;
  const balance = spotBalance(account, asset);
  const locked = lockedBy(order, checked);
  balance.free = (balance.free - locked) as Amount;
  balance.locked = (balance.locked + locked) as Amount;
}

const lockedBy = (order: Order, { specification }: Checked): Amount =>
  order.side === "BUY"
    ? valueOf(specification, order.price, remainingOf(order))
    : quantityAmount(remainingOf(order) as Quantity, specification.quantityScale);
