import { type EngineState, isOverdue } from "@evenkeel/core/engine";
import { RELEASE } from "./release.ts";

/** How an engine stands, for whoever watches it from outside: no amount, no name, no reason. */
export type Standing = {
  readonly status: "starting" | "reconciling" | "ready";
  readonly killLevel: string;
  readonly halted: boolean;
  /** FLATTEN has had its time, and the venues have not confirmed. */
  readonly notFlat: boolean;
  readonly sequence: number;
  readonly leaseEpoch: number;
  readonly version: string;
};

export const standingOf = (state: EngineState): Standing => ({
  status: state.phase,
  killLevel: state.control.killLevel,
  halted: state.control.halted !== null,
  notFlat: isOverdue(state),
  sequence: state.sequence,
  leaseEpoch: state.leaseEpoch,
  version: RELEASE,
});
