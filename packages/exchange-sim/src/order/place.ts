import { type Amount, ok, type Result, ZERO } from "@evenkeel/core/units";
import { type Account, ORDERS_KEPT_MAX } from "../account/account.ts";
import { type Ask, type Plan, planTaker, reducibleBy, takeSynthetic } from "../book/plan.ts";
import type { PlaceCommand, Rejection } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { keepsId, PROFILES } from "../world/venue.ts";
import { checkMoney } from "./afford.ts";
import { announceOrder, turnConditional } from "./announce.ts";
import { closeOrder, endOrder, expireReduceOnly, openOrdersOf } from "./cancel.ts";
import { type Checked, checkOrder, clientKey, referencePrice, reject } from "./check.ts";
import type { ConditionalOrder } from "./conditional.ts";
import { bookFill } from "./fill.ts";
import { lock, withoutCommission } from "./lock.ts";
import { canRest, closesSide, isOpen, isPostOnly, type Order, remainingOf } from "./order.ts";
import { addResting } from "./rest.ts";
import { fillMaker } from "./resting.ts";

/** How many orders of one market an account may have in its book. */
export const OPEN_ORDERS_MAX = 200;

export function placeOrder(
  state: ExchangeState,
  account: Account,
  asked: PlaceCommand,
  events: ExchangeEvent[],
  source: ConditionalOrder | null = null,
): Result<Order, Rejection> {
  const closes = asked.market === "futures" && closesSide(asked.side, asked.positionSide);
  const command = closes ? { ...asked, reduceOnly: true } : asked;
  const checkedOrder = checkOrder(state, account, command);
  if (!checkedOrder.ok) return checkedOrder;
  const checked = checkedOrder.value;
  const rests = canRest(command.type, command.timeInForce);
  if (rests && hasOrdersEnough(state, account, checked, command)) return reject("open-orders-max");
  const sides = { side: command.side, positionSide: command.positionSide };
  const closer = { account: account.name, instrument: checked.instrument.index, ...sides };
  const reducible = command.reduceOnly ? reducibleBy(state, closer) : checked.quantity;
  if (reducible === 0) return reject("reduce-only-rejected");
  const ask = askOf(state, account, checked, command, Math.min(checked.quantity, reducible));
  const plan = planTaker(state, ask);
  const mustNot = isPostOnly(command.type, command.timeInForce) && crosses(plan);
  if (mustNot && !PROFILES[state.world.venue].crossingPostOnlyEnds) return reject("would-cross");
  const refused = checkMarket(checked, command, plan) ?? checkMoney(state, account, checked, command, plan);
  if (refused !== null) return { ok: false, error: refused };

  const order = createOrder(state, account, { ...checked, quantity: sizeOf(checked, plan) }, command, events, source);
  const short = order.timeInForce === "FOK" && plan.quantity < checked.quantity;
  if (short || mustNot) endOrder(state, order, "EXPIRED", short ? "fill-or-kill" : "post-only", events);
  else {
    executePlan(state, ask, order, plan, events);
    settleRest(state, account, order, plan, events);
  }
  return ok(order);
}

/** An order for a sum of quote is as large as what it got. */
const sizeOf = (checked: Checked, plan: Plan): number =>
  checked.quoteQuantity === null ? checked.quantity : plan.quantity;

export const crosses = (plan: Plan): boolean => plan.quantity > 0 || plan.ownCrossed.length > 0 || plan.takerExpires;

function hasOrdersEnough(state: ExchangeState, account: Account, checked: Checked, command: PlaceCommand): boolean {
  if (account.openOrders.size < OPEN_ORDERS_MAX) return false;
  return openOrdersOf(state, account, command.market, checked.instrument.index).length >= OPEN_ORDERS_MAX;
}

/** A sum of quote must buy one lot, and not more of them than a market order may take. */
function checkSum(checked: Checked, plan: Plan): Rejection | null {
  if (plan.quantity === 0) return { reason: "lot-size", detail: "" };
  return plan.quantity >= checked.quantity ? { reason: "market-lot-size", detail: "" } : null;
}

/** What a sum of quote leaves for the book: a buyer's commission comes out of it where it is charged on top. */
const sumOf = (
  state: ExchangeState,
  account: Account,
  { quoteQuantity }: Checked,
  { side }: PlaceCommand,
): Amount | null =>
  quoteQuantity === null || side === "SELL" ? quoteQuantity : withoutCommission(state, account, quoteQuantity);

/** What an order asks of the book. */
export const askOf = (
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
  quantity: number,
): Ask => ({
  account: account.name,
  market: command.market,
  instrument: checked.instrument.index,
  side: command.side,
  limit: limitOf(state, checked, command),
  quantity,
  prevention: command.selfTradePrevention ?? "EXPIRE_MAKER",
  quoteMax: sumOf(state, account, checked, command),
});

/** What is left after the fills waits in the book or ends. */
export function settleRest(
  state: ExchangeState,
  account: Account,
  order: Order,
  plan: Plan,
  events: ExchangeEvent[],
): void {
  if (remainingOf(order) > 0) {
    const pointless = order.reduceOnly && reducibleBy(state, order) === 0;
    if (plan.takerExpires) endOrder(state, order, "EXPIRED_IN_MATCH", "self-trade", events);
    else if (canRest(order.type, order.timeInForce) && !pointless) rest(state, account, order);
    else endOrder(state, order, "EXPIRED", pointless ? "reduce-only" : "unfilled", events);
  }
  if (order.market === "futures") expireReduceOnly(state, account, order.instrument, events);
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

function checkMarket(checked: Checked, command: PlaceCommand, plan: Plan): Rejection | null {
  if (checked.quoteQuantity !== null) return checkSum(checked, plan);
  if (command.type !== "MARKET" || command.market === "spot" || plan.quantity > 0 || plan.takerExpires) return null;
  return { reason: "counterparty-price-band", detail: "" };
}

function createOrder(
  state: ExchangeState,
  account: Account,
  checked: Checked,
  command: PlaceCommand,
  events: ExchangeEvent[],
  source: ConditionalOrder | null,
): Order {
  const order: Order = {
    id: source !== null && keepsId(state.world.venue, source.market) ? source.id : state.nextOrderId++,
    account: account.name,
    market: command.market,
    instrument: checked.instrument.index,
    clientOrderId: checked.clientOrderId,
    side: command.side,
    type: command.type,
    timeInForce: command.type === "LIMIT" ? command.timeInForce : "GTC",
    reduceOnly: command.reduceOnly,
    positionSide: command.positionSide,
    origin: "account",
    selfTradePrevention: command.selfTradePrevention ?? "EXPIRE_MAKER",
    goodTillMs: command.timeInForce === "GTD" ? (command.goodTillMs ?? 0) : 0,
    quoteQuantity: checked.quoteQuantity ?? ZERO,
    conditionalId: source?.id ?? null,
    createdMs: state.nowMs,
    price: command.type === "MARKET" ? 0 : checked.price,
    quantity: checked.quantity,
    priority: state.nextPriority++,
    amendments: 0,
    executed: 0,
    quote: ZERO,
    status: "NEW",
    endReason: "none",
    updatedMs: state.nowMs,
    queueAhead: -1,
  };
  rememberOrder(account, order);
  if (source !== null) {
    source.orderId = order.id;
    turnConditional(state, source, "TRIGGERED", events);
  }
  announceOrder(state, order, null, events);
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

export function executePlan(state: ExchangeState, ask: Ask, order: Order, plan: Plan, events: ExchangeEvent[]): void {
  for (const own of plan.ownCrossed) closeOrder(state, own, "EXPIRED_IN_MATCH", "self-trade", events);
  for (const fill of plan.fills) {
    if (fill.maker === null) takeSynthetic(state, ask, fill.quantity);
    else fillMaker(state, fill.maker, fill.price, fill.quantity, events);
    bookFill(state, order, { price: fill.price, quantity: fill.quantity, maker: false }, events);
  }
}

function rest(state: ExchangeState, account: Account, order: Order): void {
  addResting(state, account, order);
  lock(state, account, order);
}
