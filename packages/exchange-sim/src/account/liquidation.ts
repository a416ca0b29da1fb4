import { planTaker } from "../book/plan.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { closeOrder, openOrdersOf } from "../order/cancel.ts";
import { bookFill } from "../order/fill.ts";
import { executePlan } from "../order/place.ts";
import { type Account, marginTypeOf, type Position } from "./account.ts";
import { releaseSpotBuys } from "./debt.ts";
import { coverShortfall, settleInsurance } from "./insurance.ts";
import { bracketOf, MARK_SCALE, maintenanceMargin, markOf, markValue, unrealizedPnl } from "./margin.ts";
import { floorVenue, walletOf } from "./money.ts";
import { bankruptcyPrice, markTick, takeOver } from "./takeover.ts";
import { openVenueOrder } from "./venue-order.ts";

/** Share of the value that a liquidation pays into the insurance fund, as far as margin is left: 1.25 %. */
export const LIQUIDATION_FEE_PPM = 12_500n;
/** One step for each tier of each position would do: beyond this the arithmetic is broken. */
const STEPS_MAX = 10_000;

/** Checks every account: isolated positions alone, crossed positions together. */
export function liquidate(state: ExchangeState, events: ExchangeEvent[]): void {
  for (const account of state.accounts.values()) {
    if (account.positions.size === 0) continue;
    for (const position of account.positions.values()) {
      if (marginTypeOf(account, position.instrument) === "ISOLATED")
        liquidateIsolated(state, account, position, events);
    }
    liquidateCrossed(state, account, events);
  }
}

function liquidateIsolated(state: ExchangeState, account: Account, position: Position, events: ExchangeEvent[]): void {
  for (let step = 0; position.quantity !== 0 && step < STEPS_MAX; step++) {
    const equity = position.isolatedMargin + unrealizedPnl(state, position);
    if (equity > maintenanceMargin(state, position)) return;
    if (step === 0) cancelOrders(state, account, position.instrument, events);
    const margin = position.isolatedMargin;
    const wallet = walletOf(state, account);
    const fee = closeStep(state, account, position, equity, events);
    // All it may lose is its own margin. What a step left of that stays behind the rest of the position.
    const left = margin + walletOf(state, account) - wallet;
    const taken = left <= 0n ? left : fee < left ? fee : left;
    settleInsurance(state, account, position.instrument, -taken, events);
    if (position.quantity !== 0) position.isolatedMargin = (left - taken) as Position["isolatedMargin"];
  }
}

function liquidateCrossed(state: ExchangeState, account: Account, events: ExchangeEvent[]): void {
  for (let step = 0; step < STEPS_MAX; step++) {
    const crossed = [...account.positions.values()].filter((p) => marginTypeOf(account, p.instrument) === "CROSSED");
    const equity = crossedEquity(state, account);
    let maintenance = 0n;
    let heaviest: Position | undefined;
    let most = -1n;
    for (const position of crossed) {
      const needed = maintenanceMargin(state, position);
      maintenance += needed;
      if (needed > most) [heaviest, most] = [position, needed];
    }
    if (heaviest === undefined || equity > maintenance) return;
    if (step === 0) {
      for (const { instrument } of crossed) cancelOrders(state, account, instrument, events);
      releaseSpotBuys(state, account, () => true, events);
    }
    const { instrument } = heaviest;
    const fee = closeStep(state, account, heaviest, equity, events);
    const left = crossedEquity(state, account);
    if (left > 0n) settleInsurance(state, account, instrument, -(fee < left ? fee : left), events);
    coverShortfall(state, account, instrument, events);
  }
}

/** The wallet less what is set aside, with all crossed profit and loss. */
function crossedEquity(state: ExchangeState, account: Account): bigint {
  let equity: bigint = walletOf(state, account);
  for (const position of account.positions.values()) {
    if (marginTypeOf(account, position.instrument) === "ISOLATED") equity -= position.isolatedMargin;
    else equity += unrealizedPnl(state, position);
  }
  return equity;
}

function cancelOrders(state: ExchangeState, account: Account, instrument: number, events: ExchangeEvent[]): void {
  for (const order of openOrdersOf(state, account, "futures", instrument)) {
    closeOrder(state, order, "EXPIRED", "liquidation", events);
  }
}

/** One liquidation order: down to the tier below, or all in the lowest. Returns the fee it would owe. */
function closeStep(
  state: ExchangeState,
  account: Account,
  position: Position,
  equity: bigint,
  events: ExchangeEvent[],
): bigint {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined) return 0n;
  const quantity = stepQuantity(state, position);
  const price = bankruptcyPrice(state, instrument, position, equity);
  const value = markValue(instrument, markOf(state, instrument.index), quantity);
  const order = openVenueOrder(state, account, position, "liquidation", price, quantity, events);
  const ask = {
    account: account.name,
    market: "futures",
    instrument: instrument.index,
    side: order.side,
    limit: price,
    quantity,
    prevention: "NONE",
  } as const;
  executePlan(state, ask, order, planTaker(state, ask), events);
  takeOver(state, instrument, order, events);
  return floorVenue((value * LIQUIDATION_FEE_PPM) / 1_000_000n);
}

function stepQuantity(state: ExchangeState, position: Position): number {
  const instrument = state.world.instruments[position.instrument];
  const held = Math.abs(position.quantity);
  if (instrument === undefined) return held;
  const mark = markOf(state, instrument.index);
  const { floor } = bracketOf(instrument.brackets, markValue(instrument, mark, held));
  const { quantityScale, step } = instrument.futures;
  const kept = Number((floor * 10n ** BigInt(MARK_SCALE + quantityScale)) / (BigInt(mark) * 10n ** 18n));
  return held - Math.floor(kept / step) * step;
}

/** Closes a whole position at the mark price, because its contract ends. */
export const settlePosition = (
  state: ExchangeState,
  account: Account,
  position: Position,
  events: ExchangeEvent[],
): void => settlePart(state, account, position, Math.abs(position.quantity), events);

/** Closes part of a position at the mark price, without a fee. */
export function settlePart(
  state: ExchangeState,
  account: Account,
  position: Position,
  quantity: number,
  events: ExchangeEvent[],
): void {
  const instrument = state.world.instruments[position.instrument];
  if (instrument === undefined) return;
  const price = markTick(state, instrument);
  const order = openVenueOrder(state, account, position, "settlement", price, quantity, events);
  bookFill(state, order, { price, quantity, maker: false }, events);
  coverShortfall(state, account, position.instrument, events);
}
