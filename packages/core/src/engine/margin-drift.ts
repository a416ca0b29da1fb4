import type { VenueId } from "../ids/index.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { alert } from "./emit.ts";
import type { EngineState, VenueState } from "./state.ts";

/**
 * Leverage or margin type changed behind our back brings the liquidation nearer, and cross margin puts the whole
 * wallet behind one short. The venue lets neither be set back while a position stands: it is said, once, and nothing new
 * is entered there meanwhile.
 */
export function watchMargin(state: EngineState, id: VenueId, venue: VenueState): void {
  venue.marginsDrifted = 0;
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of perpetualLegs(pair)) if (leg.venue === id) watchLeg(state, pair, leg, venue);
  }
}

function watchLeg(state: EngineState, pair: Pair, { instrument, held }: Leg, venue: VenueState): void {
  const position = venue.positions.get(instrument);
  if (position === undefined) return;
  const key = `margin/${pair.plan}/${instrument}`;
  if (position.marginIsolated && position.leverage <= pair.leverage) {
    state.alarmed.delete(key);
    return;
  }
  venue.marginsDrifted += 1;
  if (state.alarmed.has(key)) return;
  state.alarmed.add(key);
  const margin = position.marginIsolated ? "isolated" : "cross";
  const text = `${pair.base}: the venue has the ${held < 0n ? "short" : "long"} at ${position.leverage}x ${margin}, ours is ${pair.leverage}x isolated; no new risk there`;
  alert(state, "CRITICAL", "margin-drift", text);
}
