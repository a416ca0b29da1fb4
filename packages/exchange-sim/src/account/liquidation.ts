import { type Amount, ZERO } from "@evenkeel/core/units";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { announceOrder } from "../order/announce.ts";
import { closeOrder, openOrdersOf } from "../order/cancel.ts";
import { bookFill } from "../order/fill.ts";
import type { Order, OrderOrigin } from "../order/order.ts";
import { rememberOrder } from "../order/place.ts";
import type { Instrument } from "../world/instrument.ts";
import { type Account, marginTypeOf, type Position } from "./account.ts";
import { releaseSpotBuys } from "./debt.ts";
import { bookIncome } from "./income.ts";
import { MARK_SCALE, maintenanceMargin, markOf, markValue, unrealizedPnl } from "./margin.ts";
import { floorVenue, moveFutures, walletOf } from "./money.ts";

/** Share of the value that a liquidation pays into the insurance fund, as far as margin is left: 1.25 %. */
export const LIQUIDATION_FEE_PPM = 12_500n;

/** Checks every account at the whole minute: isolated positions alone, crossed positions together. */
export function liquidate(state: ExchangeState, events: ExchangeEvent[]): void {
  for (const account of state.accounts.values()) {
    if (account.positions.size === 0) continue;
    liquidateIsolated(state, account, events);
    liquidateCrossed(state, account, events);
  }
}

function liquidateIsolated(state: ExchangeState, account: Account, events: ExchangeEvent[]): void {
  for (const position of account.positions.values()) {
    if (marginTypeOf(account, position.instrument) !== "ISOLATED") continue;
    const balance = position.isolatedMargin + unrealizedPnl(state, position);
    if (balance > maintenanceMargin(state, position)) continue;
    const margin = position.isolatedMargin;
    const before = walletOf(state, account);
    const fee = closeByVenue(state, account, position, "liquidation", events);
    // All the position may lose is its own margin; the fund pays the rest and takes its fee from what is left.
    const left = margin + (walletOf(state, account) - before);
    settleInsurance(state, account, position.instrument, left < 0n ? -left : -(fee < left ? fee : left), events);
  }
}

function liquidateCrossed(state: ExchangeState, account: Account, events: ExchangeEvent[]): void {
  const crossed = [...account.positions.values()].filter((p) => marginTypeOf(account, p.instrument) === "CROSSED");
  if (crossed.length === 0) return;
  let isolated = 0n;
  let balance: bigint = walletOf(state, account);
  let maintenance = 0n;
  for (const position of account.positions.values()) isolated += position.isolatedMargin;
  for (const position of crossed) {
    balance += unrealizedPnl(state, position);
    maintenance += maintenanceMargin(state, position);
  }
  if (balance - isolated > maintenance) return;
  releaseSpotBuys(state, account, () => true, events);
  for (const position of crossed) {
    const fee = closeByVenue(state, account, position, "liquidation", events);
    const left = walletOf(state, account) - isolated;
    const taken = left <= 0n ? 0n : fee < left ? fee : left;
    settleInsurance(state, account, position.instrument, -taken, events);
  }
  const shortfall = walletOf(state, account) - isolated;
  const last = crossed.at(-1);
  if (shortfall < 0n && last !== undefined) settleInsurance(state, account, last.instrument, -shortfall, events);
}

function settleInsurance(
  state: ExchangeState,
  account: Account,
  index: number,
  change: bigint,
  events: ExchangeEvent[],
): void {
  const instrument = state.world.instruments[index];
  if (change === 0n || instrument === undefined) return;
  const amount = change as Amount;
  moveFutures(state, "insurance", account, amount);
  bookIncome(state, account, instrument.futures.symbol, "INSURANCE_CLEAR", amount, null);
  events.push({ kind: "insurance", timeMs: state.nowMs, account: account.name, instrument: index, amount });
}

/** Closes a whole position at the mark price; returns the liquidation fee it would owe. */
export function closeByVenue(
  state: ExchangeState,
  account: Account,
  position: Position,
  origin: Exclude<OrderOrigin, "account">,
  events: ExchangeEvent[],
): Amount {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined) return ZERO;
  for (const order of openOrdersOf(state, account, "futures", instrument.index)) {
    closeOrder(state, order, "EXPIRED", origin === "settlement" ? "delisting" : "liquidation", events);
  }
  const quantity = Math.abs(position.quantity);
  const value = markValue(instrument, markOf(state, instrument.index), quantity);
  const order = venueOrder(state, account, instrument, position, origin);
  rememberOrder(account, order);
  announceOrder(state, order, null, events);
  bookFill(state, order, { price: order.price, quantity, maker: false }, events);
  return floorVenue((value * LIQUIDATION_FEE_PPM) / 1_000_000n);
}

function venueOrder(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  position: Position,
  origin: Exclude<OrderOrigin, "account">,
): Order {
  const { priceScale, tick } = instrument.futures;
  const price =
    Math.max(1, Math.round(markOf(state, instrument.index) / 10 ** (MARK_SCALE - priceScale) / tick)) * tick;
  const id = state.nextOrderId++;
  return {
    id,
    account: account.name,
    market: "futures",
    instrument: instrument.index,
    clientOrderId: `${origin === "liquidation" ? "autoclose" : "settlement_autoclose"}-${id}`,
    side: position.quantity > 0 ? "SELL" : "BUY",
    type: "LIMIT",
    timeInForce: "IOC",
    reduceOnly: true,
    positionSide: "BOTH",
    origin,
    selfTradePrevention: "NONE",
    goodTillMs: 0,
    quoteQuantity: ZERO,
    conditionalId: null,
    createdMs: state.nowMs,
    price,
    quantity: Math.abs(position.quantity),
    priority: state.nextPriority++,
    amendments: 0,
    executed: 0,
    quote: ZERO,
    status: "NEW",
    endReason: "none",
    updatedMs: state.nowMs,
    queueAhead: -1,
  };
}
