import type { VenueId } from "../ids/index.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { alert } from "./emit.ts";
import type { EngineState, VenueState } from "./state.ts";

/**
 * Leverage or margin type changed behind our back brings the liquidation nearer, and cross margin puts the whole
 * wallet behind one short. The venue lets neither be set back while a position stands, so it is said, once.
 */
export function watchMargin(state: EngineState, id: VenueId, venue: VenueState): void {
  for (const pair of openPairs(state.portfolio)) {
    for (const leg of perpetualLegs(pair)) if (leg.venue === id) watchLeg(state, pair, leg, venue);
  }
}

function watchLeg(state: EngineState, pair: Pair, { instrument, held }: Leg, venue: VenueState): void {
  const position = venue.positions.get(instrument);
  if (position === undefined) return;
  const key = `margin/${pair.plan}/${instrument}`;
  const leverageMax = Math.max(state.config.size.leverage, state.prepared.get(instrument) ?? 0);
  if (position.marginIsolated && position.leverage <= leverageMax) {
    state.alarmed.delete(key);
    return;
  }
  if (state.alarmed.has(key)) return;
  state.alarmed.add(key);
  const margin = position.marginIsolated ? "isolated" : "cross";
  const text = `${pair.base}: the venue has the ${held < 0n ? "short" : "long"} at ${position.leverage}x ${margin}, ours is ${leverageMax}x isolated`;
  alert(state, "CRITICAL", "margin-drift", text);
}
