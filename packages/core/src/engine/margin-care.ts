import { leadingLeg, otherLeg, perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { instrumentAt, orderMinimum, referencePrice } from "../position/situation.ts";
import { type Amount, formatAmount, SECOND_MS } from "../units/index.ts";
import { alert, savePair } from "./emit.ts";
import { enterStage } from "./enter-stage.ts";
import { legDistancePercent, liquidationDistancePercent } from "./exit.ts";
import type { EngineState } from "./state.ts";
import { topUp } from "./top-up.ts";

/** A step takes this part of what is held: small enough for what it frees to matter before the next one. */
const STEP_PARTS = 4n;
/** No exit waits for a budget or an outage: a step that no read has followed by then is followed by the next one. */
const MARGIN_READ_MS_MAX = 3 * SECOND_MS;

const magnitude = (value: Amount): Amount => (value < 0n ? (-value as Amount) : value);

/**
 * DFT-5: margin is added first; where the floor is reached both legs shrink, a step at a time, and never one alone. Less
 * of an isolated position is liquidated at the same price, because its margin shrinks with it: between two steps what
 * that freed, and whatever else is free, is put behind what is left.
 */
export function careForMargin(state: EngineState, pair: Pair): void {
  const distance = liquidationDistancePercent(state, pair);
  const { liquidationTransferPercent, liquidationShrinkPercent } = state.config.risk;
  if (distance === null || distance >= Math.max(liquidationTransferPercent, liquidationShrinkPercent)) {
    state.alarmed.delete(`margin-needed/${pair.plan}`);
    state.shrunk.delete(pair.plan);
    return;
  }
  if (pair.stage !== "open") return;
  const unreadMs = unreadForMs(state, pair);
  if (distance >= liquidationShrinkPercent) {
    if (unreadMs === 0) topUp(state, pair);
  } else if (unreadMs === 0) {
    if (!state.shrunk.has(pair.plan) || !topUp(state, pair)) shrink(state, pair, distance);
  } else if (unreadMs > MARGIN_READ_MS_MAX) shrink(state, pair, distance);
}

/**
 * What a step changed shows in the venue's next whole read: before it nothing says whether another one is needed. How
 * long that has been awaited; 0 once it is there.
 */
function unreadForMs({ venues, wallNowMs }: EngineState, pair: Pair): number {
  let unreadMs = 0;
  for (const { venue: id } of perpetualLegs(pair)) {
    const venue = venues.get(id);
    if (venue === undefined || venue.readId >= venue.marginFrom) continue;
    unreadMs = Math.max(unreadMs, wallNowMs - venue.marginSince, 1);
  }
  return unreadMs;
}

function shrink(state: EngineState, pair: Pair, distance: number): void {
  const [leading, other] = [leadingLeg(pair), otherLeg(pair)];
  const held = magnitude(leading.held);
  const step = (held / STEP_PARTS) as Amount;
  const left = (held - step) as Amount;
  // A step no market takes leaves only the whole.
  const small = [leading, other].some((leg) => step < leastOf(state, leg));
  pair.target = small ? (0n as Amount) : left;
  pair.retryAt = state.wallNowMs;
  state.shrunk.add(pair.plan);
  const name = nearestName(state, pair);
  const text = `${pair.base}: the ${name}'s liquidation is ${distance.toFixed(1)} % away: both legs shrink from ${formatAmount(held)} to ${formatAmount(pair.target)}`;
  alert(state, "CRITICAL", "shrinking", text);
  enterStage(state, pair, "shrinking");
  savePair(state, pair);
}

function leastOf(state: EngineState, leg: Leg): Amount {
  return orderMinimum(instrumentAt(state.market, leg), referencePrice(state.market, leg.instrument), true);
}

function nearestName(state: EngineState, pair: Pair): string {
  const [long, short] = [legDistancePercent(state, pair.long), legDistancePercent(state, pair.short)];
  return long !== null && (short === null || long < short) ? "long" : "short";
}

/** Margin is added up to the warning, where a mark goes to and fro: it is over when it is further away than that. */
const WARNING_OVER = 1.1;

/** Says once that a leg has come near its liquidation, and again only after it has been further away. */
export function warnOfLiquidation(state: EngineState, pair: Pair): void {
  const distance = liquidationDistancePercent(state, pair);
  const key = `liquidation/${pair.plan}`;
  const { liquidationWarnPercent, liquidationTransferPercent, liquidationShrinkPercent } = state.config.risk;
  if (distance === null || distance >= liquidationWarnPercent * WARNING_OVER) state.alarmed.delete(key);
  if (distance === null || distance >= liquidationWarnPercent || state.alarmed.has(key)) return;
  state.alarmed.add(key);
  const text = `${pair.base}: liquidation ${distance.toFixed(1)} % away; margin is added at ${liquidationTransferPercent} %, both legs shrink at ${liquidationShrinkPercent} %`;
  alert(state, "WARNING", "liquidation-near", text);
}
