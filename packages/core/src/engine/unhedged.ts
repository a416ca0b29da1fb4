import { imbalance } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { dustLimit, hasMarkets, instrumentAt, pricedLeg, referencePrice } from "../position/situation.ts";
import { type Amount, formatAmount, mantissaToFloat, toFloat } from "../units/index.ts";
import { alert } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** Keeps the pair's unhedged clock: starts when a leg is ahead by more than dust, stops when it is not. */
export function trackUnhedged(state: EngineState, pair: Pair): void {
  if (!hasMarkets(pair, state.market)) return;
  const apart = imbalance(pair);
  const size = apart < 0n ? -apart : apart;
  if (size < dustLimit(pair, state.market)) {
    if (pair.unhedgedSince === null) return;
    pair.unhedgedMsWorst = Math.max(pair.unhedgedMsWorst, state.wallNowMs - pair.unhedgedSince);
    pair.unhedgedSince = null;
    state.alarmed.delete(`unhedged/${pair.plan}`);
    return;
  }
  pair.unhedgedSince ??= state.wallNowMs;
  const priced = pricedLeg(pair, state.market);
  const { priceScale } = instrumentAt(state.market, priced);
  const mid = mantissaToFloat(referencePrice(state.market, priced.instrument), priceScale);
  const sinceMs = state.wallNowMs - pair.unhedgedSince;
  if (sinceMs > state.config.execution.unhedgedMsMax && !state.alarmed.has(`unhedged/${pair.plan}`)) {
    state.alarmed.add(`unhedged/${pair.plan}`);
    const seconds = (sinceMs / 1_000).toFixed(1);
    alert(
      state,
      "CRITICAL",
      "unhedged",
      `${pair.base}: ${formatAmount(size as Amount)} without its counterpart for ${seconds} s`,
    );
  }
  pair.unhedgedNotionalWorst = Math.max(pair.unhedgedNotionalWorst, Math.abs(toFloat(apart)) * mid);
}
