import { type DrillsView, venueLabel } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";

/** Every venue this engine trades at, drilled or not. */
export const viewDrills = ({ venues, control }: EngineState): DrillsView => ({
  venues: [...venues.keys()].map((venue) => {
    const last = control.drills.find((drill) => drill.venue === venue);
    return {
      venue,
      label: venueLabel(venue),
      last:
        last === undefined
          ? null
          : { passed: last.passed, endedAtMs: last.endedAt, authorId: last.authorId, checks: last.checks },
      underWay: control.drill?.venue === venue ? control.drill.stage : null,
    };
  }),
});
