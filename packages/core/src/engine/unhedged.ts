import { imbalance } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { dustLimit, hasMarkets, instrumentAt, laggingLeg, pricedLeg, referencePrice } from "../position/situation.ts";
import type { UnhedgedWindow } from "../position/unhedged-window.ts";
import { type Amount, formatAmount, mantissaToFloat, SECOND_MS, toFloat } from "../units/index.ts";
import { alert } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** Keeps the pair's unhedged clock: starts when a leg is ahead by more than dust, stops when it is not. */
export function trackUnhedged(state: EngineState, pair: Pair): void {
  if (!hasMarkets(pair, state.market)) return;
  const apart = imbalance(pair);
  const size = (apart < 0n ? -apart : apart) as Amount;
  if (size < dustLimit(pair, state.market)) {
    if (pair.unhedgedSince === null) return;
    pair.unhedgedMsWorst = Math.max(pair.unhedgedMsWorst, state.wallNowMs - pair.unhedgedSince);
    pair.unhedgedSince = null;
    state.alarmed.delete(`unhedged/${pair.plan}`);
    closeWindow(state, pair);
    return;
  }
  pair.unhedgedSince ??= state.wallNowMs;
  const notional = worthOf(state, pair, size);
  countWindow(state, pair, size, notional);
  const sinceMs = state.wallNowMs - pair.unhedgedSince;
  if (sinceMs > state.config.execution.unhedgedMsMax && !state.alarmed.has(`unhedged/${pair.plan}`)) {
    state.alarmed.add(`unhedged/${pair.plan}`);
    const seconds = (sinceMs / SECOND_MS).toFixed(1);
    alert(
      state,
      "CRITICAL",
      "unhedged",
      `${pair.base}: ${formatAmount(size)} without its counterpart for ${seconds} s`,
    );
  }
  pair.unhedgedNotionalWorst = Math.max(pair.unhedgedNotionalWorst, notional);
}

function worthOf(state: EngineState, pair: Pair, size: Amount): number {
  const priced = pricedLeg(pair, state.market);
  const { priceScale } = instrumentAt(state.market, priced);
  return toFloat(size) * mantissaToFloat(referencePrice(state.market, priced.instrument), priceScale);
}

/** What stood apart since it was last looked at counts with what it was worth then. */
function passTime(window: UnhedgedWindow, nowMs: EngineState["wallNowMs"]): void {
  window.notionalSeconds += (window.notional * Math.max(0, nowMs - window.countedAt)) / SECOND_MS;
  window.countedAt = nowMs;
}

function countWindow(state: EngineState, pair: Pair, size: Amount, notional: number): void {
  // A fill that comes for a pair that is over is not a leg that waits for its hedge.
  if (pair.stage === "closed") return;
  const { unhedged } = state.portfolio;
  const window = unhedged.get(pair.plan) ?? openWindow(state, pair);
  const moved = window.apart !== size;
  passTime(window, state.wallNowMs);
  window.apart = size;
  // Where no market has a price for a moment, what it was worth last is nearer to the truth than nothing.
  if (notional > 0) window.notional = notional;
  window.notionalWorst = Math.max(window.notionalWorst, notional);
  unhedged.set(pair.plan, window);
  // Prices move with every look, sizes with fills alone: those are kept as they happen.
  if (moved) saveWindow(state, window);
}

const openWindow = (state: EngineState, pair: Pair): UnhedgedWindow => ({
  plan: pair.plan,
  openedSequence: state.sequence,
  openedAt: pair.unhedgedSince ?? state.wallNowMs,
  leaseEpoch: state.leaseEpoch,
  venue: laggingLeg(pair).venue,
  stage: pair.stage,
  closedAt: null,
  apart: 0n as Amount,
  notional: 0,
  notionalWorst: 0,
  notionalSeconds: 0,
  countedAt: pair.unhedgedSince ?? state.wallNowMs,
});

/** Also where a pair ends with a leg ahead: what is left then is nobody's to hedge. */
export function closeWindow(state: EngineState, pair: Pair): void {
  const window = state.portfolio.unhedged.get(pair.plan);
  if (window === undefined) return;
  passTime(window, state.wallNowMs);
  window.closedAt = state.wallNowMs;
  state.portfolio.unhedged.delete(pair.plan);
  saveWindow(state, window);
}

function saveWindow(state: EngineState, window: UnhedgedWindow): void {
  state.outbox.rows.push({ table: "unhedged", window: { ...window } });
}
