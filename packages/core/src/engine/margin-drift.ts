import type { VenueId } from "../ids/index.ts";
import { openPairs } from "../position/portfolio.ts";
import { alert } from "./emit.ts";
import type { EngineState, VenueState } from "./state.ts";

/**
 * Leverage or margin type changed behind our back brings the liquidation nearer, and cross margin puts the whole
 * wallet behind one short. The venue lets neither be set back while a position stands, so it is said, once.
 */
export function watchMargin(state: EngineState, id: VenueId, venue: VenueState): void {
  for (const pair of openPairs(state.portfolio)) {
    const { instrument } = pair.short;
    const position = pair.short.venue === id ? venue.positions.get(instrument) : undefined;
    if (position === undefined) continue;
    const key = `margin/${pair.plan}`;
    const leverageMax = Math.max(state.config.size.leverage, state.prepared.get(instrument) ?? 0);
    if (position.marginIsolated && position.leverage <= leverageMax) {
      state.alarmed.delete(key);
      continue;
    }
    if (state.alarmed.has(key)) continue;
    state.alarmed.add(key);
    const margin = position.marginIsolated ? "isolated" : "cross";
    const text = `${pair.base}: the venue has the short at ${position.leverage}x ${margin}, ours is ${leverageMax}x isolated`;
    alert(state, "CRITICAL", "margin-drift", text);
  }
}
