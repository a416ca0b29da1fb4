import { HOUR_MS } from "@evenkeel/core/units";
import { positionsOf } from "../account/account.ts";
import { isEndangered } from "../account/endangered.ts";
import { payFunding } from "../account/funding.ts";
import { liquidate, settlePosition } from "../account/liquidation.ts";
import { redenominatePositions } from "../account/redenominate.ts";
import { expireDated, matchResting } from "../order/resting.ts";
import { sweepOrders } from "../order/sweep.ts";
import { triggerWaiting } from "../order/trigger.ts";
import { WORLD_START_MS } from "../world/build.ts";
import { changeMarket, changesDue } from "../world/change.ts";
import { stepMinute } from "../world/minute.ts";
import { playRecord } from "../world/recorded/frames/frames.ts";
import { minuteOf, NO_SECOND, secondOf } from "../world/world.ts";
import type { ExchangeEvent } from "./event.ts";
import type { ExchangeState } from "./state.ts";

/**
 * Lets the market run up to a venue time. What happens lies on a fixed grid: orders and margins meet the market at whole
 * seconds, the market steps at whole minutes, funding is paid at whole hours. So the result does not depend on how
 * often, or in how many pieces, time is advanced.
 */
export function advance(state: ExchangeState, toMs: number): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  if (!Number.isFinite(toMs) || toMs <= state.nowMs) return events;
  const target = secondOf(toMs);
  while (state.matchedSecond < target) {
    const minuteEnd = (minuteOf(WORLD_START_MS + state.matchedSecond * 1_000) + 1) * 60;
    payLateFunding(state, Math.min(target, minuteEnd - 1), events);
    passSeconds(state, Math.min(target, minuteEnd - 1), events);
    if (minuteEnd > target) break;
    enterMinute(state, minuteEnd, events);
  }
  arriveAt(state, toMs);
  return events;
}

/** Whatever was captured by now has come: the books are those of this moment. */
function arriveAt(state: ExchangeState, venueMs: number): void {
  state.nowMs = venueMs;
  if (state.world.recorded?.kind === "frames") playRecord(state.world.recorded, venueMs);
}

function payLateFunding(state: ExchangeState, upTo: number, events: ExchangeEvent[]): void {
  const due = state.lateFunding.dueSecond;
  if (due === null || due > upTo) return;
  passSeconds(state, due, events);
  state.lateFunding.dueSecond = null;
  state.nowMs = WORLD_START_MS + due * 1_000;
  payFunding(state, events);
  liquidate(state, events);
}

/** Seconds inside a minute matter only to orders, and to accounts that the minute could ruin. */
function passSeconds(state: ExchangeState, upTo: number, events: ExchangeEvent[]): void {
  while (state.matchedSecond < upTo) {
    if (state.resting.size === 0 && state.waiting.size === 0 && !mayLiquidate(state)) {
      state.matchedSecond = upTo;
      return;
    }
    state.matchedSecond += 1;
    arriveAt(state, WORLD_START_MS + state.matchedSecond * 1_000);
    passSecond(state, events);
  }
}

function mayLiquidate(state: ExchangeState): boolean {
  if (state.matchedSecond < state.safeUntilSecond) return false;
  if (isEndangered(state)) return true;
  state.safeUntilSecond = (Math.floor(state.matchedSecond / 60) + 1) * 60;
  return false;
}

function passSecond(state: ExchangeState, events: ExchangeEvent[]): void {
  expireDated(state, events);
  triggerWaiting(state, events);
  matchResting(state, events);
  if (mayLiquidate(state)) liquidate(state, events);
}

function enterMinute(state: ExchangeState, second: number, events: ExchangeEvent[]): void {
  stepMinute(state.world);
  state.matchedSecond = second;
  arriveAt(state, WORLD_START_MS + second * 1_000);
  state.safeUntilSecond = NO_SECOND;
  // Funding before fills and liquidation: whoever holds the position as the hour strikes pays or receives.
  if (second % (HOUR_MS / 1_000) === 0) {
    settle(state, second, events);
    deliver(state, events);
  }
  change(state, events);
  passSecond(state, events);
}

function settle(state: ExchangeState, second: number, events: ExchangeEvent[]): void {
  const { lateFunding } = state;
  if (lateFunding.seconds === 0) return payFunding(state, events);
  lateFunding.dueSecond = second + lateFunding.seconds;
  lateFunding.seconds = 0;
}

/** Closes what is left in contracts whose trading ends this hour. */
function deliver(state: ExchangeState, events: ExchangeEvent[]): void {
  for (const instrument of state.world.instruments) {
    if (instrument.deliveryMs !== state.nowMs) continue;
    sweepOrders(state, instrument.index, null, events);
    for (const account of state.accounts.values()) {
      for (const position of positionsOf(account, instrument.index)) settlePosition(state, account, position, events);
    }
  }
}

/** What was announced for this minute: markets, positions and orders follow it together. */
function change(state: ExchangeState, events: ExchangeEvent[]): void {
  for (const due of changesDue(state.world, state.nowMs)) {
    const instrument = state.world.instruments[due.index];
    if (instrument !== undefined && due.change.what === "redenomination") {
      redenominatePositions(state, instrument, due.change.factor, events);
    }
    changeMarket(state.world, due);
  }
}
