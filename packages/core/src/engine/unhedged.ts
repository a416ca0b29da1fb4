import { imbalance } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { dustLimit, hasMarkets, referencePrice } from "../position/situation.ts";
import { mantissaToFloat, toFloat } from "../units/index.ts";
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
    return;
  }
  pair.unhedgedSince ??= state.wallNowMs;
  const instrument = state.market.instruments[pair.spot.instrument];
  const mid = mantissaToFloat(referencePrice(state.market, pair.spot.instrument), instrument?.priceScale ?? 0);
  pair.unhedgedNotionalWorst = Math.max(pair.unhedgedNotionalWorst, Math.abs(toFloat(apart)) * mid);
}
