import { draftLegDown } from "../decision/draft.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { liveOrdersOf } from "../position/portfolio.ts";
import { isTradable } from "../position/situation.ts";
import { ZERO } from "../units/index.ts";
import { isHeldBack } from "./held-back.ts";
import { submit } from "./orders.ts";
import { isHeard } from "./reconcile.ts";
import type { EngineState } from "./state.ts";

/**
 * FLATTEN takes the legs of a pair across two venues down each for itself: a venue that does not answer may not hold
 * the other leg in the market. Everything else lets the legs follow one another, which leaves less unhedged.
 */
export const flattensApart = (state: EngineState, pair: Pair): boolean =>
  state.control.killLevel === "flatten" && pair.stage === "closing" && pair.long.venue !== pair.short.venue;

export function flattenApart(state: EngineState, pair: Pair): void {
  const live = liveOrdersOf(state.portfolio, pair);
  for (const name of ["long", "short"] as const) {
    const leg = pair[name];
    if (isHeldBack(state, pair, name) || !mayLeave(state, pair, leg) || live.some(({ intent }) => intent.leg === name))
      continue;
    const draft = draftLegDown(state, pair, leg, ZERO);
    if (draft !== null) submit(state, pair, draft);
  }
}

/** Only a venue that has told its side in this life is traded at; its own books may differ, what we do only reduces. */
function mayLeave(state: EngineState, pair: Pair, leg: Leg): boolean {
  if (state.market.instruments[leg.instrument] === undefined || !isTradable(leg, state.market)) return false;
  if (!isHeard(state.venues.get(leg.venue))) return false;
  return leg.misses === 0 || state.wallNowMs >= pair.retryAt;
}
